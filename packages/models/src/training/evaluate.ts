import { diceByLabel, mean } from '@scholia/metrics';
import type { Checkpoint } from '../checkpoint.ts';
import { clickOnStructure } from '../clicks/simulated-user.ts';
import { METHODS, type MethodName } from '../method/registry.ts';
import { type PredictOptions, Predictor } from '../prediction/predictor.ts';
import type { OpenSession } from '../runtime/session.ts';
import type { LazyCase, TrainingCase } from './cases.ts';

/** Dice of one case. */
export interface CaseScore {
  /** Mean over its labels; null when neither the labels nor the prediction have any. */
  readonly score: number | null;
  /** By label value, of labels in either. */
  readonly scores: Readonly<Record<number, number>>;
}

export interface Evaluation {
  /** Mean over labels of their mean Dice over the cases; null when nothing could be measured. */
  readonly score: number | null;
  /** By label value. */
  readonly scores: Readonly<Record<number, number>> | null;
  /** In the order of the cases. */
  readonly cases: readonly CaseScore[];
}

/** A network of one structure is measured after so many clicks of a careful person on each label. */
const CLICKS = 3;

export type MeasureOptions = Pick<PredictOptions, 'signal' | 'turn'>;

/** Dice on whole images, in file order. Beside training: see `measureCase`. */
export async function evaluate(
  model: Pick<Checkpoint, 'plan' | 'weights' | 'average'>,
  cases: readonly LazyCase[],
  openSession: OpenSession,
  signal?: AbortSignal,
): Promise<Evaluation> {
  if (cases.length === 0) return evaluationOf([]);
  const measured: CaseScore[] = [];
  const predictor = await Predictor.open(model, openSession);
  try {
    for (const one of cases) measured.push(await measureCase(predictor, model.plan, await one.load(), { signal }));
  } finally {
    await predictor.dispose();
  }
  return evaluationOf(measured);
}

/**
 * Dice on one whole image, in file order, as its network sees it: half-overlapping windows, no mirrors, nothing tidied afterwards, and without
 * clicks where the network can do without. So models compare, whatever a project's settings. `labels`: those that are measured.
 */
export async function measureCase(
  predictor: Predictor,
  { method, labels: known }: { readonly method: MethodName; readonly labels: readonly number[] },
  one: TrainingCase,
  options: MeasureOptions,
): Promise<CaseScore> {
  const scores = METHODS[method].isOfOneStructure
    ? await scoresByClicks(predictor, method, known, one, options)
    : await scoresWithoutClicks(predictor, known, one, options);
  return { score: meanOrNull(Object.values(scores)), scores };
}

async function scoresWithoutClicks(
  predictor: Predictor,
  known: readonly number[],
  { labels, ...image }: TrainingCase,
  options: MeasureOptions,
): Promise<Record<number, number>> {
  const prediction = await predictor.predict(image, { passes: 0, ...options });
  return diceByLabel(prediction.labels, labels, known);
}

async function scoresByClicks(
  predictor: Predictor,
  method: MethodName,
  known: readonly number[],
  one: TrainingCase,
  options: MeasureOptions,
): Promise<Record<number, number>> {
  const network = { predictor, plan: { method, patch: predictor.grid.patch } };
  const scores: Record<number, number> = {};
  for (const label of known)
    if (one.labels.includes(label))
      scores[label] = (await clickOnStructure(network, one, label, { clicks: CLICKS, ...options }))[CLICKS];
  return scores;
}

/** Each label counts the same, however many cases have it. */
export function evaluationOf(cases: readonly CaseScore[]): Evaluation {
  const labels = new Set(cases.flatMap(({ scores }) => Object.keys(scores).map(Number)));
  const scores: Record<number, number> = {};
  for (const label of labels) scores[label] = mean(cases.flatMap((one) => one.scores[label] ?? []));
  const score = meanOrNull(Object.values(scores));
  return { score, scores: score === null ? null : scores, cases };
}

const meanOrNull = (values: readonly number[]) => (values.length === 0 ? null : mean(values));
