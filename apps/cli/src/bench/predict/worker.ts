import { seededRandom } from '@scholia/core';
import { affine } from '@scholia/geometry';
import { freshState, onnxRuntime, Predictor, planSchema } from '@scholia/models';

export interface PredictTask {
  readonly slices: number;
  readonly passes: number;
  readonly threads?: number | undefined;
}

export interface PredictReport {
  readonly ms: number;
  /** Resident at most, and before the prediction began: with the image and the loaded network. */
  readonly peakMiB: number;
  readonly startMiB: number;
}

/** Five labels on a grid of 2 mm, two levels: small, so that the time goes where the image's size counts. */
const PLAN = planSchema.parse({
  targetSpacingMm: [2, 2, 2],
  patch: [32, 64, 64],
  channels: [4, 8],
  dropout: 0.2,
  learningRate: 1e-2,
  labels: [1, 2, 3, 4, 5],
  seed: 1,
});

const { slices, passes, threads } = JSON.parse(process.argv[2]) as PredictTask;
const random = seededRandom(1);
const data = new Float32Array(512 * 512 * slices);
for (let at = 0; at < data.length; at++) data[at] = ((at % 512) - 256) / 10 + (at % 97);
const image = {
  data,
  dims: [512, 512, slices] as const,
  affine: affine('ijk', 'ras', [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]),
};
const predictor = await Predictor.open({ plan: PLAN, ...freshState(PLAN, random) }, onnxRuntime({ threads }));
const startMiB = process.memoryUsage().rss / 2 ** 20;
const started = performance.now();
await predictor.predict(image, { passes, random, onSlice: () => undefined });
const report: PredictReport = {
  ms: performance.now() - started,
  peakMiB: process.resourceUsage().maxRSS / 1024,
  startMiB,
};
process.send?.(report, () => process.exit(0));
