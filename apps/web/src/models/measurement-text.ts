import { count } from '../ui/format.ts';
import type { Model } from './model.ts';

type Measured = Pick<Model, 'isMeasuring' | 'measuringStopped' | 'measuredAt' | 'score' | 'heldOut' | 'leftOut'>;

/** What is known of how a model was measured, in a sentence or two. */
export function measurementText({
  isMeasuring,
  measuringStopped,
  measuredAt,
  score,
  heldOut,
  leftOut,
}: Measured): string {
  if (isMeasuring) return 'Is being measured on held-out readings.';
  if (measuringStopped === 'cancelled') return 'The last measurement was cancelled.';
  if (measuringStopped === 'out-of-memory') return 'Could not be measured: the inference worker needs more memory.';
  if (measuringStopped !== null) return `Could not be measured (${measuringStopped}).`;
  if (score === null) return 'Not yet measured on held-out readings.';
  const when = measuredAt === null ? 'when it was trained' : new Date(measuredAt).toLocaleString();
  const left = leftOut > 0 ? ` Left out, because it learned from them: ${leftOut}.` : '';
  return `Measured on ${count(heldOut.length, 'held-out reading')}, ${when}.${left}`;
}
