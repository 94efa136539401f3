import { assert, type Clock, type Random, systemClock } from '@scholia/core';
import { bytesOfShares, type Crop, type Dims, voxelCount } from '@scholia/volume';
import type { Checkpoint } from '../checkpoint.ts';
import { type GridImage, gridVoxel, imageOnGrid, type StoredImage } from '../prepare/prepare.ts';
import type { OpenSession } from '../runtime/session.ts';
import { FileSlices, fileBox } from './file-slices.ts';
import { predictPlanes } from './planes.ts';
import { Stopwatch } from './stopwatch.ts';
import { Uncertainty } from './uncertainty.ts';
import { checkpointNetwork, type WindowNetwork } from './window-network.ts';

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
  /** Voxels of the file that are wanted; windows look beyond it. (Default: all) */
  readonly region?: Crop | undefined;
  /** Given each slice of the region as it is finished, with ascending k. The next waits until it is done with. */
  readonly onSlice?: ((slice: PredictedSlice) => void | Promise<void>) | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((share: number) => void) | undefined;
  readonly clock?: Clock | undefined;
}

/** One slice of the file, or of the region of it, i fastest. */
export interface PredictedSlice {
  /** The probability of each label in the order of `labels`, 255 = certain. */
  readonly chances: readonly Uint8Array[];
  /** Predictive entropy, 255 = its largest value; null without passes. */
  readonly entropy: Uint8Array | null;
}

export interface Prediction {
  /** Label values in file order, on the image's own grid: of the region, where one was asked for. */
  readonly labels: Uint8Array;
  /** Predictive entropy where the model sees foreground, 0..1 of its largest value; null without passes. */
  readonly uncertainty: number | null;
  /** How long each stage took. */
  readonly stagesMs: Readonly<Record<string, number>>;
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

  async predict(image: StoredImage, options: PredictOptions): Promise<Prediction> {
    const stopwatch = new Stopwatch(options.clock ?? systemClock);
    const onGrid = await stopwatch.time('prepare', () => this.prepare(image));
    const { stagesMs, ...prediction } = await this.predictOnGrid(onGrid, options);
    return { ...prediction, stagesMs: { ...stopwatch.ms, ...stagesMs } };
  }

  /** What is the same for every prediction of an image, for `predictOnGrid`. */
  prepare(image: StoredImage): GridImage {
    return imageOnGrid(image, this.#network.grid);
  }

  /**
   * Labels come from a pass without dropout; the passes with it only measure how unsure the network is (Gal 2016). Beside image
   * and labels it holds sums of one row of windows and three slices, whatever the image's length.
   */
  async predictOnGrid(image: GridImage, options: PredictOptions): Promise<Prediction> {
    const { classes } = this.#network;
    const labels = options.label === undefined ? this.#network.labels : [options.label];
    assert(labels.length === classes - 1, 'there is a label for each class');
    const stopwatch = new Stopwatch(options.clock ?? systemClock);
    const box = fileBox(image.dims, image.fileDims, options.region ?? { from: [0, 0, 0], size: image.fileDims });
    const draw = options.random && this.#network.drawMasks?.bind(this.#network, options.random);
    // One draw of masks a pass: a pass is one sampled network.
    const draws = draw ? Array.from({ length: options.passes }, () => draw()) : [];
    const planes = predictPlanes(this.#network, image, {
      box: box.grid,
      clicks: (options.clicks ?? []).map((click) => ({ at: gridVoxel(image, click.ijk), class: click.class })),
      draws,
      signal: options.signal,
      onProgress: options.onProgress,
      stopwatch,
    });

    const uncertainty = draws.length > 0 ? new Uncertainty(classes) : null;
    const area = box.grid.size[0] * box.grid.size[1];
    const plane = new Float32Array((classes + (uncertainty ? 1 : 0)) * area);
    const slices = new FileSlices(plane.length / area, box);
    const found = new Uint8Array(voxelCount(box.crop.size));
    const fileArea = box.crop.size[0] * box.crop.size[1];
    let at = 0;
    for await (const { probabilities, sampled } of planes)
      await stopwatch.time('restore', async () => {
        plane.set(probabilities);
        if (sampled) uncertainty?.add(sampled, plane.subarray(probabilities.length));
        for (const slice of slices.add(plane)) {
          writeLabels(slice, labels, found.subarray(at, at + fileArea));
          at += fileArea;
          if (options.onSlice) await options.onSlice(bytesOf(slice, classes, fileArea));
        }
      });
    return { labels: found, uncertainty: uncertainty?.score ?? null, stagesMs: stopwatch.ms };
  }

  async dispose(): Promise<void> {
    await this.#network.dispose();
  }
}

/** The likeliest class of each voxel of a slice [K.., V]; of equally likely ones the first. */
function writeLabels(slice: Float32Array, labels: readonly number[], into: Uint8Array): void {
  const voxels = into.length;
  const best = slice.slice(0, voxels);
  for (const [n, label] of labels.entries())
    for (let at = 0, own = (n + 1) * voxels; at < voxels; at++, own++) {
      if (slice[own] <= best[at]) continue;
      best[at] = slice[own];
      into[at] = label;
    }
}

function bytesOf(slice: Float32Array, classes: number, voxels: number): PredictedSlice {
  const channel = (n: number) => bytesOfShares(slice.subarray(n * voxels, (n + 1) * voxels));
  return {
    chances: Array.from({ length: classes - 1 }, (_, n) => channel(n + 1)),
    entropy: slice.length > classes * voxels ? channel(classes) : null,
  };
}
