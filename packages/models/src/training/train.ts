import { cosine, polynomial, type Schedule, steps, warmedUp } from '@scholia/autodiff';
import { type Clock, type Random, seededRandom, systemClock } from '@scholia/core';
import { mean } from '@scholia/metrics';
import { type Checkpoint, decodeCheckpoint, encodeCheckpoint, type TrainingRun } from '../checkpoint.ts';
import { ClickSimulator } from '../clicks/click-simulator.ts';
import { METHODS } from '../method/registry.ts';
import { type Precision, weightLayout } from '../network/graphs.ts';
import type { Plan } from '../plan/plan.ts';
import type { OpenSession } from '../runtime/session.ts';
import type { LazyCase } from './cases.ts';
import { type CaseScore, evaluate } from './evaluate.ts';
import type { PatchSource } from './patches.ts';
import { freshMoments, freshState, Trainer } from './trainer.ts';

export interface CurvePoint {
  readonly step: number;
  /** Mean over the steps since the point before. */
  readonly loss: number;
  readonly validationDice: number | null;
  /** Dice by label value at that validation. */
  readonly scores: Readonly<Record<number, number>> | null;
}

export interface TrainingProgress extends CurvePoint {
  readonly steps: number;
  /** Times that every case was seen, on average. */
  readonly epoch: number;
  readonly etaMs: number;
  /** Steps left out so far. */
  readonly skipped: number;
}

/** Training ends when the time or the steps are used up. */
export type TrainingBudget = { readonly seconds: number } | { readonly steps: number };

export interface TrainOptions {
  readonly plan: Plan;
  /** Not closed at the end. */
  readonly patches: PatchSource;
  readonly heldOut: readonly LazyCase[];
  readonly budget: TrainingBudget;
  /** Checkpoint of the model to start from. One of another shape is left aside. */
  readonly warmStart?: Uint8Array | undefined;
  /** Checkpoint of this very run, from `onCheckpoint`, to go on from after an interruption. */
  readonly resume?: Uint8Array | undefined;
  readonly openSession: OpenSession;
  /** Mixed is for GPUs. (Default: single) */
  readonly precision?: Precision | undefined;
  readonly random: Random;
  readonly clock?: Clock | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Told 40 times a run. */
  readonly onProgress?: ((progress: TrainingProgress) => void) | undefined;
  /** Given bytes for `resume`, as often as `onProgress`. */
  readonly onCheckpoint?: ((checkpoint: Uint8Array) => void) | undefined;
}

export interface TrainResult {
  readonly checkpoint: Uint8Array;
  /** Mean Dice over the held-out cases; null when there is none: not yet measured. */
  readonly score: number | null;
  /** By label value. */
  readonly scores: Readonly<Record<number, number>> | null;
  /** Of each held-out case, in their order. */
  readonly cases: readonly CaseScore[];
  readonly curve: readonly CurvePoint[];
  readonly steps: number;
  /** Steps left out because loss or gradient was not finite. */
  readonly skipped: number;
}

/** Tell the randomness of dropout and of clicks from that of the patches. */
const MASKS = 0x5ca1ab1e;
const CLICKS = 0x0c11c4ed;
const WARM_UP_STEPS = 20;
/** A model that has seen most of the data needs smaller steps. */
const WARM_RATE = 0.6;
const SCHEDULES: Readonly<Record<Plan['schedule'], Schedule>> = {
  polynomial: polynomial(0.9),
  cosine: cosine(),
  steps: steps(4),
};
const CURVE_POINTS = 40;
const VALIDATIONS = 3;

/**
 * Trains on patches of the cases as the plan says, with a warm-up of the learning rate, and scores on the held-out cases.
 * Blocks its thread during each step: run it in a child process. An aborted signal throws its reason between steps.
 */
export async function train(options: TrainOptions): Promise<TrainResult> {
  const { plan, budget, signal, openSession, heldOut, patches } = options;
  const clock = options.clock ?? systemClock;
  const { state, run } = startOf(options);
  const trainer = await Trainer.open(plan, state, openSession, options.precision);
  const clicks = METHODS[plan.method].takesClicks ? await ClickSimulator.open(plan, openSession) : undefined;
  const started = clock();
  const shareAfter = (attempts: number) =>
    'steps' in budget ? attempts / budget.steps : run.share + (clock() - started) / (1000 * budget.seconds);
  const checkpoint = (attempts: number, share: number) =>
    encodeCheckpoint({ plan, ...trainer.state, run: { ...run, attempts, share } });
  const curve: CurvePoint[] = [];
  let losses: number[] = [];
  let skipped = 0;
  let attempts = run.attempts;
  let share = run.share;
  try {
    while (share < 1) {
      signal?.throwIfAborted();
      const seed = run.seed + attempts;
      const rate = run.peakRate * warmedUp(SCHEDULES[plan.schedule](share), attempts, WARM_UP_STEPS);
      const drawn = await patches.draw(seed);
      const guided = clicks ? await clicks.guide(drawn, trainer.state.weights, seededRandom(seed ^ CLICKS)) : drawn;
      const { loss, isTaken } = await trainer.step(guided, rate, seededRandom(seed ^ MASKS));
      if (isTaken) losses.push(loss);
      else skipped++;
      attempts++;
      const before = share;
      share = shareAfter(attempts);
      const passes = (times: number) => Math.floor(share * times) > Math.floor(before * times);
      const isValidated = heldOut.length > 0 && passes(VALIDATIONS);
      // Where no step was taken there is no loss to tell of.
      if (share < 1 && losses.length > 0 && (isValidated || passes(CURVE_POINTS))) {
        const measured = isValidated
          ? await evaluate({ plan, ...trainer.state }, heldOut, openSession, signal)
          : { score: null, scores: null };
        const point = {
          step: attempts,
          loss: mean(losses),
          validationDice: measured.score,
          scores: measured.scores,
        };
        curve.push(point);
        losses = [];
        options.onProgress?.({
          ...point,
          ...outlook(attempts, share, clock() - started, run, budget),
          epoch: (attempts * plan.batch) / patches.cases,
          skipped,
        });
        options.onCheckpoint?.(checkpoint(attempts, share));
      }
      // Lets messages (cancel, heart-beat) through between steps.
      await new Promise((resolve) => setImmediate(resolve));
    }
    const { score, scores, cases } = await evaluate({ plan, ...trainer.state }, heldOut, openSession, signal);
    curve.push({
      step: attempts,
      loss: losses.length > 0 ? mean(losses) : (curve.at(-1)?.loss ?? 0),
      validationDice: score,
      scores,
    });
    return { checkpoint: checkpoint(attempts, 1), score, scores, cases, curve, steps: attempts, skipped };
  } finally {
    await trainer.dispose();
    await clicks?.dispose();
  }
}

/** State and place in the run: of the interrupted run, of the model to start from, or fresh. */
function startOf({ plan, resume, warmStart, random }: TrainOptions) {
  if (resume) {
    const { run, ...state } = decodeCheckpoint(resume);
    return { state, run };
  }
  const run: TrainingRun = { seed: random.uint32(), attempts: 0, share: 0, peakRate: plan.learningRate };
  const warm = warmStart && decodeCheckpoint(warmStart);
  if (warm && warm.weights.length === weightLayout(plan).length)
    return {
      state: freshMoments(plan, warm.average ?? warm.weights),
      run: { ...run, peakRate: WARM_RATE * run.peakRate },
    };
  return { state: freshState(plan, seededRandom(plan.seed)), run };
}

/** How many steps it will be, and for how long, at the pace so far. */
function outlook(attempts: number, share: number, elapsedMs: number, run: TrainingRun, budget: TrainingBudget) {
  if ('seconds' in budget)
    return { steps: Math.round(attempts / share), etaMs: Math.round(1000 * budget.seconds * (1 - share)) };
  return { steps: budget.steps, etaMs: Math.round((elapsedMs * (1 - share)) / (share - run.share)) };
}

/** The plan of a model when its network has the classes wanted: such a model is continued, not replanned. */
export function planOf(checkpoint: Uint8Array, labels: readonly number[]): Plan | undefined {
  const { plan }: Checkpoint = decodeCheckpoint(checkpoint);
  const sorted = [...labels].sort((a, b) => a - b);
  return plan.labels.join() === sorted.join() ? plan : undefined;
}
