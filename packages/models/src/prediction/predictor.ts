import { assert, type Random } from '@scholia/core';
import { restore } from '@scholia/geometry';
import { bytesOfShares, type Dims, resampleLinear } from '@scholia/volume';
import type { Checkpoint } from '../checkpoint.ts';
import type { GridClick } from '../clicks/guidance.ts';
import { gridVoxel, type PreparedImage, prepareImage, type StoredImage } from '../prepare/prepare.ts';
import type { Feeds, OpenSession } from '../runtime/session.ts';
import { uncertaintyOf } from './uncertainty.ts';
import { checkpointNetwork, type WindowNetwork } from './window-network.ts';
import { cutWindow, windowStarts, windowWeights } from './windows.ts';

/** What somebody says is at a voxel (i, j, k) of the file: a class of the network, 0 is background. */
export interface Click {
  readonly ijk: Dims;
  readonly class: number;
}

export interface PredictOptions {
  /** Monte-Carlo dropout passes; 0 for one plain pass and no uncertainty. */
  readonly passes: number;
  /** Draws the dropout of the passes; without it there are none. */
  readonly random?: Random | undefined;
  /** For networks that take them. (Default: none) */
  readonly clicks?: readonly Click[] | undefined;
  /** What class 1 becomes, of a network of one structure. (Default: the network's own label) */
  readonly label?: number | undefined;
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

/** A network, ready for images. */
export class Predictor {
  readonly #network: WindowNetwork;

  constructor(network: WindowNetwork) {
    this.#network = network;
  }

  static async open(
    checkpoint: Pick<Checkpoint, 'plan' | 'weights' | 'average'>,
    openSession: OpenSession,
  ): Promise<Predictor> {
    return new Predictor(await checkpointNetwork(checkpoint, openSession));
  }

  /** Labels come from a pass without dropout; the passes with it only measure how unsure the network is (Gal 2016). */
  async predict(image: StoredImage, options: PredictOptions): Promise<Prediction> {
    const { labels: known, classes } = this.#network;
    const classLabels = options.label === undefined ? known : [options.label];
    assert(classLabels.length === classes - 1, 'there is a label for each class');
    const prepared = prepareImage(image, this.#network.grid);
    const clicks = (options.clicks ?? []).map((click) => ({
      at: gridVoxel(prepared, image.dims, click.ijk),
      class: click.class,
    }));
    const { random } = options;
    const draw = random && this.#network.drawMasks?.bind(this.#network, random);
    const passes = draw ? options.passes : 0;
    const pass = (n: number, masks?: Feeds) =>
      this.#probabilities(prepared, clicks, masks, options.signal, (done) =>
        options.onProgress?.((n + done) / (passes + 1)),
      );
    const plain = await pass(0);
    const sampled: Float32Array[] = [];
    // One draw of masks a pass: a pass is one sampled network.
    for (let n = 0; n < passes; n++) sampled.push(await pass(n + 1, draw?.()));
    const labels = await this.#labelsOf(plain, prepared, image.dims, classLabels, options.onChances);
    if (sampled.length === 0) return { labels, uncertainty: null, entropy: null };
    const { score, entropy } = uncertaintyOf(sampled, classes);
    if (!options.withEntropy) return { labels, uncertainty: score, entropy: null };
    const full = resampleLinear(entropy, prepared.dims, prepared.canonical);
    return { labels, uncertainty: score, entropy: restore(prepared.map, image.dims, bytesOfShares(full)) };
  }

  async dispose(): Promise<void> {
    await this.#network.dispose();
  }

  /** [K, D, H, W] on the plan's grid, windows blended by Gaussian weights. */
  async #probabilities(
    { data, dims }: PreparedImage,
    clicks: readonly GridClick[],
    masks: Feeds | undefined,
    signal: AbortSignal | undefined,
    onProgress: (share: number) => void,
  ): Promise<Float32Array> {
    const { patch } = this.#network.grid;
    const [d, h, w] = patch;
    const { classes } = this.#network;
    const voxels = dims[0] * dims[1] * dims[2];
    const sums = new Float32Array(classes * voxels);
    const weight = new Float32Array(voxels);
    const starts = windowStarts(dims[2], d).flatMap((z) =>
      windowStarts(dims[1], h).flatMap((y) => windowStarts(dims[0], w).map((x): Dims => [x, y, z])),
    );
    for (const [n, start] of starts.entries()) {
      signal?.throwIfAborted();
      const window = cutWindow(data, dims, patch, start);
      const probabilities = await this.#network.run(this.#network.withClicks?.(window, clicks, start) ?? window, masks);
      blend(sums, weight, dims, probabilities, patch, start);
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
    classLabels: readonly number[],
    onChances: PredictOptions['onChances'],
  ): Promise<Uint8Array> {
    const voxels = dims[0] * dims[1] * dims[2];
    const best = resampleLinear(probabilities.subarray(0, voxels), dims, canonical);
    const labels = new Uint8Array(best.length);
    for (const [n, label] of classLabels.entries()) {
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
