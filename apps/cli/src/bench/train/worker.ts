// Trains one network on one patch in a process of its own, whose memory is its alone.
import { seededRandom } from '@scholia/core';
import { freshState, inferenceGraph, maskFeeds, onnxRuntime, planSchema, Trainer } from '@scholia/models';
import type { Size } from './sizes.ts';

export interface StepTask extends Size {
  readonly steps: number;
  readonly threads: number;
}

export interface StepReport {
  readonly parameters: number;
  /** The fastest of the steps. */
  readonly stepMs: number;
  readonly inferenceMs: number;
  /** Resident at most, training alone. */
  readonly peakMiB: number;
}

const { channels, edge, steps, threads }: StepTask = JSON.parse(process.argv[2]);
const plan = planSchema.parse({
  targetSpacingMm: [1, 1, 1],
  patch: [edge, edge, edge],
  channels,
  dropout: 0,
  learningRate: 1e-3,
  labels: [1, 2],
  seed: 1,
});
const random = seededRandom(1);
const voxels = edge ** 3;
const patch = {
  image: Float32Array.from({ length: voxels }, () => random.gaussian()),
  classes: Int32Array.from({ length: voxels }, () => random.integer(3)),
};
const openSession = onnxRuntime({ threads });
/** The first two take longer: memory is taken and kept. */
const WARM_UP = 2;

async function fastest(times: number, run: () => Promise<unknown>): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let n = 0; n < WARM_UP + times; n++) {
    const started = performance.now();
    await run();
    if (n >= WARM_UP) best = Math.min(best, performance.now() - started);
  }
  return best;
}

const state = freshState(plan, random);
const trainer = await Trainer.open(plan, state, openSession);
const stepMs = await fastest(steps, () => trainer.step([patch], 1e-3, random));
const peakMiB = process.resourceUsage().maxRSS / 1024;
await trainer.dispose();

const session = await openSession(inferenceGraph(plan));
const feeds = {
  weights: { type: 'float32', dims: [state.weights.length], data: state.weights },
  image: { type: 'float32', dims: [1, 1, edge, edge, edge], data: patch.image },
  ...maskFeeds(plan),
} as const;
const inferenceMs = await fastest(steps, () => session.run(feeds));
await session.dispose();

const report: StepReport = { parameters: state.weights.length, stepMs, inferenceMs, peakMiB };
process.send?.(report, () => process.disconnect());
