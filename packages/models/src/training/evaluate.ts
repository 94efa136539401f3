import { diceByLabel, mean } from '@scholia/metrics';
import type { Checkpoint } from '../checkpoint.ts';
import { clickOnStructure } from '../clicks/simulated-user.ts';
import { METHODS } from '../method/registry.ts';
import type { Plan } from '../plan/plan.ts';
import { Predictor } from '../prediction/predictor.ts';
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

/** Dice on whole images, in file order, as a user would see the predictions: without clicks where the network can do without. */
export async function evaluate(
  model: Pick<Checkpoint, 'plan' | 'weights' | 'average'>,
  cases: readonly LazyCase[],
  openSession: OpenSession,
  signal?: AbortSignal,
): Promise<Evaluation> {
  if (cases.length === 0) return { score: null, scores: null, cases: [] };
  const measured: CaseScore[] = [];
  const predictor = await Predictor.open(model, openSession);
  try {
    for (const one of cases) {
      const scores = await scoresOf(predictor, model.plan, await one.load(), signal);
      measured.push({ score: meanOrNull(Object.values(scores)), scores });
    }
  } finally {
    await predictor.dispose();
  }
  return { ...overall(measured, model.plan.labels), cases: measured };
}

async function scoresOf(
  predictor: Predictor,
  plan: Plan,
  one: TrainingCase,
  signal: AbortSignal | undefined,
): Promise<Record<number, number>> {
  const { labels, ...image } = one;
  const { method, labels: known } = plan;
  if (!METHODS[method].isOfOneStructure) {
    const prediction = await predictor.predict(image, { passes: 0, signal });
    return diceByLabel(prediction.labels, labels, known);
  }
  const scores: Record<number, number> = {};
  for (const label of known)
    if (labels.includes(label))
      scores[label] = (await clickOnStructure({ predictor, plan }, one, label, { clicks: CLICKS, signal }))[CLICKS];
  return scores;
}

/** Each label counts the same, however many cases have it. */
function overall(cases: readonly CaseScore[], labels: readonly number[]): Omit<Evaluation, 'cases'> {
  const scores: Record<number, number> = {};
  for (const label of labels) {
    const values = cases.flatMap((one) => one.scores[label] ?? []);
    if (values.length > 0) scores[label] = mean(values);
  }
  const score = meanOrNull(Object.values(scores));
  return { score, scores: score === null ? null : scores };
}

const meanOrNull = (values: readonly number[]) => (values.length === 0 ? null : mean(values));
