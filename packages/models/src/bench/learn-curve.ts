import { type Clock, type Random, systemClock } from '@scholia/core';
import { diceByLabel, mean } from '@scholia/metrics';
import { decodeCheckpoint } from '../checkpoint.ts';
import { type CaseFacts, factsOf } from '../plan/facts.ts';
import { planTraining } from '../plan/planner.ts';
import { Predictor } from '../prediction/predictor.ts';
import type { OpenSession } from '../runtime/session.ts';
import type { LazyCase } from '../training/cases.ts';
import { patchesInMemory } from '../training/patches.ts';
import { type TrainingProgress, train } from '../training/train.ts';

export interface LearnCurveOptions {
  /** Images with their true labels: a simulated annotator hands them over one by one. */
  readonly cases: readonly LazyCase[];
  /** Label values to learn. */
  readonly labels: readonly number[];
  /** Train and predict after so many submissions. (Default: 1, 2, 4, 8) */
  readonly after?: readonly number[];
  /** Time for one training. (Default: 120) */
  readonly seconds?: number;
  /** Monte-Carlo dropout passes for the order of the queue. (Default: 4) */
  readonly passes?: number;
  /** Held out for good by number of submission, 1 the first. (Default: every fourth from the third on) */
  readonly isHeldOut?: (submission: number) => boolean;
  readonly openSession: OpenSession;
  readonly random: Random;
  readonly clock?: Clock;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (submitted: number, progress: TrainingProgress) => void;
  readonly onPoint?: (point: LearnCurvePoint) => void;
}

/** One cycle: train on what is submitted, predict and rank the rest. */
export interface LearnCurvePoint {
  readonly submitted: number;
  readonly trainedOn: number;
  readonly heldOut: number;
  readonly steps: number;
  readonly skipped: number;
  /** Mean over the unlabelled rest of the mean over labels. */
  readonly dice: number;
  readonly diceByLabel: Readonly<Record<number, number>>;
  /** Of the held-out cases; null before the first. */
  readonly score: number | null;
  /** Rank correlation (Spearman) of uncertainty with 1 - Dice over the rest: does the queue put hard images first? */
  readonly ranking: number;
  readonly trainSeconds: number;
  readonly predictSeconds: number;
  readonly predicted: number;
}

const everyFourthFromThird = (submission: number) => submission % 4 === 3;

/**
 * The learning loop without its server: submissions in queue order (after the first model, the least certain image
 * first), warm-started training after some of them, and the Dice of the predictions on every image not yet submitted.
 */
export async function learnCurve(options: LearnCurveOptions): Promise<LearnCurvePoint[]> {
  const { cases, labels, openSession, random, signal } = options;
  const clock = options.clock ?? systemClock;
  const isHeldOut = options.isHeldOut ?? everyFourthFromThird;
  const { plan } = planTraining({
    cases: await factsOfSome(cases),
    labels,
    seconds: options.seconds,
    seed: random.uint32(),
  });
  const points: LearnCurvePoint[] = [];
  const submitted: LazyCase[] = [];
  let queue = [...cases];
  let warmStart: Uint8Array | undefined;

  for (const goal of options.after ?? [1, 2, 4, 8]) {
    while (submitted.length < goal && queue.length > 0) submitted.push(...queue.splice(0, 1));
    const heldOut = submitted.filter((_, at) => isHeldOut(at + 1));
    const training = submitted.filter((_, at) => !isHeldOut(at + 1));
    const started = clock();
    const result = await train({
      plan,
      patches: await patchesInMemory(training, plan),
      heldOut,
      budget: { seconds: options.seconds ?? 120 },
      warmStart,
      openSession,
      random,
      clock,
      signal,
      onProgress: (progress) => options.onProgress?.(submitted.length, progress),
    });
    warmStart = result.checkpoint;
    const trained = clock();
    const predictions = await predictAll(queue, result.checkpoint, options);
    const errors = predictions.map(({ dice }) => 1 - dice);
    const point: LearnCurvePoint = {
      submitted: submitted.length,
      trainedOn: training.length,
      heldOut: heldOut.length,
      steps: result.steps,
      skipped: result.skipped,
      dice: mean(predictions.map(({ dice }) => dice)),
      diceByLabel: Object.fromEntries(
        labels.map((label) => [label, mean(predictions.flatMap(({ scores }) => scores[label] ?? []))]),
      ),
      score: result.score,
      ranking: rankCorrelation(
        predictions.map(({ uncertainty }) => uncertainty),
        errors,
      ),
      trainSeconds: (trained - started) / 1000,
      predictSeconds: (clock() - trained) / 1000,
      predicted: predictions.length,
    };
    points.push(point);
    options.onPoint?.(point);
    queue = predictions.sort((a, b) => b.uncertainty - a.uncertainty).map(({ source }) => source);
  }
  return points;
}

interface ScoredPrediction {
  readonly source: LazyCase;
  readonly uncertainty: number;
  readonly dice: number;
  readonly scores: Readonly<Record<number, number>>;
}

async function predictAll(
  queue: readonly LazyCase[],
  checkpoint: Uint8Array,
  { openSession, passes = 4, random, labels, signal }: LearnCurveOptions,
): Promise<ScoredPrediction[]> {
  const predictor = await Predictor.open(decodeCheckpoint(checkpoint), openSession);
  const predictions: ScoredPrediction[] = [];
  try {
    for (const source of queue) {
      const { labels: truth, ...image } = await source.load();
      const { labels: found, uncertainty } = await predictor.predict(image, { passes, random, signal });
      const scores = diceByLabel(found, truth, labels);
      predictions.push({ source, uncertainty: uncertainty ?? 0, dice: mean(Object.values(scores)), scores });
    }
  } finally {
    await predictor.dispose();
  }
  return predictions;
}

async function factsOfSome(cases: readonly LazyCase[]): Promise<CaseFacts[]> {
  const facts: CaseFacts[] = [];
  for (const one of cases.slice(0, 10)) facts.push(factsOf(await one.load()));
  return facts;
}

/** Spearman's rank correlation; ties by order of appearance. NaN for fewer than two. */
export function rankCorrelation(a: readonly number[], b: readonly number[]): number {
  const rank = (values: readonly number[]) => {
    const ranks = new Array<number>(values.length);
    const order = values.map((_, at) => at).sort((x, y) => values[x] - values[y]);
    for (const [place, at] of order.entries()) ranks[at] = place;
    return ranks;
  };
  const [ranksA, ranksB] = [rank(a), rank(b)];
  const n = a.length;
  if (n < 2) return Number.NaN;
  const squares = ranksA.reduce((sum, value, at) => sum + (value - ranksB[at]) ** 2, 0);
  return 1 - (6 * squares) / (n * (n * n - 1));
}
