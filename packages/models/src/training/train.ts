import { type Clock, type Random, systemClock } from '@scholia/core';
import { diceByLabel, mean } from '@scholia/metrics';
import type { Dims } from '@scholia/volume';
import { decodeCheckpoint, encodeCheckpoint } from '../checkpoint.ts';
import { weightLayout } from '../network/graphs.ts';
import { type Plan, planSchema } from '../plan.ts';
import { Predictor } from '../prediction/predictor.ts';
import { prepareImage, prepareLabels, type StoredImage } from '../prepare/prepare.ts';
import type { OpenSession } from '../runtime/session.ts';
import { type GridCase, samplePatch } from './sample-patch.ts';
import { Trainer } from './trainer.ts';

/** An image with its labels, both in file order. */
export interface TrainingCase extends StoredImage {
  readonly labels: Uint8Array;
}

/** Read only when needed. */
export interface LazyCase {
  load(): Promise<TrainingCase>;
}

export interface CurvePoint {
  readonly step: number;
  /** Mean over the steps since the point before. */
  readonly loss: number;
  readonly validationDice: number | null;
}

export interface TrainingProgress extends CurvePoint {
  readonly steps: number;
  /** Times that every case was seen, on average. */
  readonly epoch: number;
  readonly etaMs: number;
}

/** Training ends when the time or the steps are used up. */
export type TrainingBudget = { readonly seconds: number } | { readonly steps: number };

export interface TrainOptions {
  readonly plan: Plan;
  readonly cases: readonly LazyCase[];
  readonly heldOut: readonly LazyCase[];
  readonly budget: TrainingBudget;
  /** Bytes of the model to start from. One of another shape is left aside. */
  readonly warmStart?: Uint8Array | undefined;
  readonly openSession: OpenSession;
  readonly random: Random;
  readonly clock?: Clock | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: TrainingProgress) => void) | undefined;
}

export interface TrainResult {
  readonly checkpoint: Uint8Array;
  /** Mean Dice over the held-out cases; null when there is none: not yet measured. */
  readonly score: number | null;
  /** By label value. */
  readonly scores: Readonly<Record<number, number>> | null;
  readonly curve: readonly CurvePoint[];
  readonly steps: number;
  /** Steps left out because loss or gradient was not finite. */
  readonly skipped: number;
}

const WARM_UP_STEPS = 20;
/** A model that has seen most of the data needs smaller steps. */
const WARM_RATE = 0.6;
const CURVE_POINTS = 40;
const VALIDATIONS = 3;

/**
 * Trains on patches of the cases with Adam, a warm-up and polynomial decay (power 0.9), and scores on the held-out cases.
 * Blocks its thread during each step: run it in a child process. An aborted signal throws its reason between steps.
 */
export async function train(options: TrainOptions): Promise<TrainResult> {
  const { plan, budget, random, signal, openSession } = options;
  const clock = options.clock ?? systemClock;
  const cases = await loadCases(options.cases, plan);
  const warm = usableWarmStart(options.warmStart, plan);
  const trainer = await Trainer.start(plan, openSession, random, warm && { checkpoint: warm, resume: false });
  const peakRate = plan.learningRate * (warm ? WARM_RATE : 1);
  const started = clock();
  const share = (step: number) =>
    'steps' in budget ? step / budget.steps : (clock() - started) / (1000 * budget.seconds);
  const curve: CurvePoint[] = [];
  let losses: number[] = [];
  let skipped = 0;
  let step = 0;
  let validated = 0;
  try {
    for (let done = 0; done < 1; done = share(step)) {
      signal?.throwIfAborted();
      const rate = peakRate * Math.min(1, (step + 1) / WARM_UP_STEPS) * (1 - done) ** 0.9;
      const patch = samplePatch(cases[random.integer(cases.length)], plan.patch, random);
      const { loss, isTaken } = await trainer.step(patch, rate, random);
      step++;
      if (isTaken) losses.push(loss);
      else skipped++;
      const after = share(step);
      const isValidationDue = options.heldOut.length > 0 && after < 1 && Math.floor(after * VALIDATIONS) > validated;
      if (Math.floor(after * CURVE_POINTS) > curve.length || isValidationDue) {
        const score = isValidationDue ? (await evaluate(trainer, options)).score : null;
        if (isValidationDue) validated = Math.floor(after * VALIDATIONS);
        curve.push({ step, loss: mean(losses), validationDice: score });
        losses = [];
        const elapsed = clock() - started;
        const steps = 'steps' in budget ? budget.steps : Math.max(step, Math.round(step / after));
        const etaMs = Math.max(0, elapsed / Math.max(after, 1e-9) - elapsed);
        options.onProgress?.({ ...curve[curve.length - 1], steps, epoch: step / cases.length, etaMs });
      }
      // Lets messages (cancel, heart-beat) through between steps.
      await new Promise((resolve) => setImmediate(resolve));
    }
    const { score, scores } = await evaluate(trainer, options);
    if (losses.length > 0 || score !== null)
      curve.push({ step, loss: losses.length > 0 ? mean(losses) : (curve.at(-1)?.loss ?? 0), validationDice: score });
    return { checkpoint: encodeCheckpoint(trainer.checkpoint), score, scores, curve, steps: step, skipped };
  } finally {
    await trainer.dispose();
  }
}

function usableWarmStart(bytes: Uint8Array | undefined, plan: Plan) {
  if (!bytes) return undefined;
  const checkpoint = decodeCheckpoint(bytes);
  return checkpoint.weights.length === weightLayout(plan).length ? checkpoint : undefined;
}

/** The plan of a warm start, when its network has the classes wanted; such a model is continued, not replanned. */
export function planOf(checkpoint: Uint8Array, labels: readonly number[]): Plan | undefined {
  const { plan } = decodeCheckpoint(checkpoint);
  const sorted = [...labels].sort((a, b) => a - b);
  return plan.labels.join() === sorted.join() ? planSchema.parse(plan) : undefined;
}

async function loadCases(cases: readonly LazyCase[], plan: Plan): Promise<GridCase[]> {
  const loaded: GridCase[] = [];
  for (const one of cases) {
    const { labels, ...image } = await one.load();
    const prepared = prepareImage(image, plan);
    const classes = prepareLabels(labels, image, plan);
    loaded.push({
      image: prepared.data,
      classes,
      dims: prepared.dims,
      foreground: foregroundOf(classes, prepared.dims),
    });
  }
  return loaded;
}

/** At most some thousand foreground voxels, evenly picked. */
function foregroundOf(classes: Uint8Array, dims: Dims): Int32Array {
  const all: number[] = [];
  for (let at = 0; at < dims[0] * dims[1] * dims[2]; at++) if (classes[at] > 0) all.push(at);
  const step = Math.max(1, Math.floor(all.length / 4096));
  return Int32Array.from(all.filter((_, n) => n % step === 0));
}

async function evaluate(trainer: Trainer, { heldOut, openSession, plan, signal }: TrainOptions) {
  if (heldOut.length === 0) return { score: null, scores: null };
  const predictor = await Predictor.open(trainer.checkpoint, openSession);
  const byLabel = new Map<number, number[]>();
  try {
    for (const one of heldOut) {
      signal?.throwIfAborted();
      const { labels, ...image } = await one.load();
      const prediction = await predictor.predict(image, { passes: 0 });
      for (const [label, score] of Object.entries(diceByLabel(prediction.labels, labels, plan.labels)))
        byLabel.set(Number(label), [...(byLabel.get(Number(label)) ?? []), score]);
    }
  } finally {
    await predictor.dispose();
  }
  const scores = Object.fromEntries([...byLabel].map(([label, values]) => [label, mean(values)]));
  return byLabel.size > 0 ? { score: mean(Object.values(scores)), scores } : { score: null, scores: null };
}
