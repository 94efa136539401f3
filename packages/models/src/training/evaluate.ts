import { diceByLabel, mean } from '@scholia/metrics';
import type { Checkpoint } from '../checkpoint.ts';
import { Predictor } from '../prediction/predictor.ts';
import type { OpenSession } from '../runtime/session.ts';
import type { LazyCase } from './cases.ts';

export interface Evaluation {
  /** Mean over labels of their mean Dice over the cases; null when nothing could be measured. */
  readonly score: number | null;
  /** By label value. */
  readonly scores: Readonly<Record<number, number>> | null;
}

/** Dice on whole images, in file order, as a user would see the predictions. */
export async function evaluate(
  model: Pick<Checkpoint, 'plan' | 'weights' | 'average'>,
  cases: readonly LazyCase[],
  openSession: OpenSession,
  signal?: AbortSignal,
): Promise<Evaluation> {
  if (cases.length === 0) return { score: null, scores: null };
  const byLabel = new Map<number, number[]>();
  const predictor = await Predictor.open(model, openSession);
  try {
    for (const one of cases) {
      const { labels, ...image } = await one.load();
      const prediction = await predictor.predict(image, { passes: 0, signal });
      for (const [label, score] of Object.entries(diceByLabel(prediction.labels, labels, model.plan.labels)))
        byLabel.set(Number(label), [...(byLabel.get(Number(label)) ?? []), score]);
    }
  } finally {
    await predictor.dispose();
  }
  if (byLabel.size === 0) return { score: null, scores: null };
  const scores = Object.fromEntries([...byLabel].map(([label, values]) => [label, mean(values)]));
  return { score: mean(Object.values(scores)), scores };
}
