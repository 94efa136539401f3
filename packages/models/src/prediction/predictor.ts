import type { Random } from '@scholia/core';
import { restore } from '@scholia/geometry';
import { bytesOfShares, type Dims, resampleLinear } from '@scholia/volume';
import type { Checkpoint } from '../checkpoint.ts';
import { inferenceGraph } from '../network/graphs.ts';
import { maskFeeds } from '../network/masks.ts';
import { type Plan, shapeOf } from '../plan/plan.ts';
import { type PreparedImage, prepareImage, type StoredImage } from '../prepare/prepare.ts';
import { float32, type OpenSession, type Session } from '../runtime/session.ts';
import { uncertaintyOf } from './uncertainty.ts';
import { cutWindow, windowStarts, windowWeights } from './windows.ts';

export interface PredictOptions {
  /** Monte-Carlo dropout passes; 0 for one plain pass and no uncertainty. */
  readonly passes: number;
  /** Draws the dropout of the passes; without it there are none. */
  readonly random?: Random | undefined;
  /** Also give the entropy of each voxel. (Default: false) */
  readonly withEntropy?: boolean | undefined;
  /** Told each label's probability in turn, in file order, 255 = certain: only one of them is in memory at a time. */
  readonly onChances?: ((label: number, chances: Uint8Array) => Promise<void>) | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((share: number) => void) | undefined;
}

export interface Prediction {
  /** Label values in file order, on the image's own grid. */
  readonly labels: Uint8Array;
  /** Predictive entropy where the model sees foreground, 0..1 of its largest value; null without passes. */
  readonly uncertainty: number | null;
  /** Predictive entropy of each voxel in file order, 255 = its largest value; null unless asked for, with passes. */
  readonly entropy: Uint8Array | null;
}

/** A trained network, ready for images. */
export class Predictor {
  readonly #plan: Plan;
  readonly #weights: Float32Array;
  readonly #session: Session;

  private constructor(plan: Plan, weights: Float32Array, session: Session) {
    this.#plan = plan;
    this.#weights = weights;
    this.#session = session;
  }

  static async open(
    { plan, weights, average }: Pick<Checkpoint, 'plan' | 'weights' | 'average'>,
    openSession: OpenSession,
  ): Promise<Predictor> {
    return new Predictor(plan, average ?? weights, await openSession(inferenceGraph(plan)));
  }

  /** Labels come from a pass without dropout; the passes with it only measure how unsure the network is (Gal 2016). */
  async predict(image: StoredImage, options: PredictOptions): Promise<Prediction> {
    const prepared = prepareImage(image, this.#plan);
    const passes = options.random ? options.passes : 0;
    const share = (n: number) => (done: number) => options.onProgress?.((n + done) / (passes + 1));
    const plain = await this.#probabilities(prepared, undefined, options.signal, share(0));
    const sampled: Float32Array[] = [];
    for (let n = 0; n < passes; n++)
      sampled.push(await this.#probabilities(prepared, options.random, options.signal, share(n + 1)));
    const labels = await this.#labelsOf(plain, prepared, image.dims, options.onChances);
    if (sampled.length === 0) return { labels, uncertainty: null, entropy: null };
    const { score, entropy } = uncertaintyOf(sampled, shapeOf(this.#plan).classes);
    if (!options.withEntropy) return { labels, uncertainty: score, entropy: null };
    const full = resampleLinear(entropy, prepared.dims, prepared.canonical);
    return { labels, uncertainty: score, entropy: restore(prepared.map, image.dims, bytesOfShares(full)) };
  }

  async dispose(): Promise<void> {
    await this.#session.dispose();
  }

  /** [K, D, H, W] on the plan's grid, windows blended by Gaussian weights. */
  async #probabilities(
    { data, dims }: PreparedImage,
    random: Random | undefined,
    signal: AbortSignal | undefined,
    onProgress: (share: number) => void,
  ): Promise<Float32Array> {
    const [d, h, w] = this.#plan.patch;
    const { classes } = shapeOf(this.#plan);
    const voxels = dims[0] * dims[1] * dims[2];
    const sums = new Float32Array(classes * voxels);
    const weight = new Float32Array(voxels);
    const starts = windowStarts(dims[2], d).flatMap((z) =>
      windowStarts(dims[1], h).flatMap((y) => windowStarts(dims[0], w).map((x): Dims => [x, y, z])),
    );
    // One draw of masks a pass: a pass is one sampled network.
    const masks = maskFeeds(this.#plan, random);
    for (const [n, start] of starts.entries()) {
      signal?.throwIfAborted();
      const image = float32([1, 1, d, h, w], cutWindow(data, dims, this.#plan.patch, start));
      const weights = float32([this.#weights.length], this.#weights);
      const { probabilities } = await this.#session.run({ weights, image, ...masks });
      blend(sums, weight, dims, probabilities.data as Float32Array, this.#plan.patch, start);
      onProgress((n + 1) / starts.length);
      await new Promise((resolve) => setImmediate(resolve));
    }
    for (let c = 0; c < classes; c++) for (let at = 0; at < voxels; at++) sums[c * voxels + at] /= weight[at];
    return sums;
  }

  /** The likeliest class of each voxel, after bringing every class's probability back to the image's own grid. */
  async #labelsOf(
    probabilities: Float32Array,
    { dims, canonical, map }: PreparedImage,
    fileDims: Dims,
    onChances: PredictOptions['onChances'],
  ): Promise<Uint8Array> {
    const voxels = dims[0] * dims[1] * dims[2];
    const best = resampleLinear(probabilities.subarray(0, voxels), dims, canonical);
    const labels = new Uint8Array(best.length);
    for (const [n, label] of this.#plan.labels.entries()) {
      const own = resampleLinear(probabilities.subarray((n + 1) * voxels, (n + 2) * voxels), dims, canonical);
      for (let at = 0; at < best.length; at++) {
        if (own[at] <= best[at]) continue;
        best[at] = own[at];
        labels[at] = label;
      }
      await onChances?.(label, restore(map, fileDims, bytesOfShares(own)));
    }
    return restore(map, fileDims, labels);
  }
}

/** Adds a window's probabilities, weighted, to the sums. */
function blend(
  sums: Float32Array,
  weight: Float32Array,
  [dx, dy, dz]: Dims,
  window: Float32Array,
  [d, h, w]: readonly [number, number, number],
  [sx, sy, sz]: Dims,
): void {
  const [wd, wh, ww] = [windowWeights(d), windowWeights(h), windowWeights(w)];
  const classes = sums.length / weight.length;
  const size = d * h * w;
  for (let z = Math.max(0, -sz); z < Math.min(d, dz - sz); z++)
    for (let y = Math.max(0, -sy); y < Math.min(h, dy - sy); y++)
      for (let x = Math.max(0, -sx); x < Math.min(w, dx - sx); x++) {
        const to = x + sx + dx * (y + sy + dy * (z + sz));
        const from = x + w * (y + h * z);
        const share = wd[z] * wh[y] * ww[x];
        weight[to] += share;
        for (let c = 0; c < classes; c++) sums[c * weight.length + to] += share * window[c * size + from];
      }
}
