import { assert, type Clock, type Random, systemClock } from '@scholia/core';
import { type Crop, type Dims, voxelCount } from '@scholia/volume';
import type { Checkpoint } from '../checkpoint.ts';
import { type GridImage, gridVoxel, type ImageGrid, imageOnGrid, type StoredImage } from '../prepare/prepare.ts';
import type { OpenSession } from '../runtime/session.ts';
import { fileBox } from './file-slices.ts';
import { mirrorsAlong } from './mirror.ts';
import { predictPlanes } from './planes.ts';
import { type PredictedSlice, Restorer } from './restorer.ts';
import { Stopwatch } from './stopwatch.ts';
import { checkpointNetwork, type WindowNetwork } from './window-network.ts';
import { HALF } from './windows.ts';

/** What somebody says is at a voxel (i, j, k) of the file: a class of the network, 0 is background. */
export interface Click {
  readonly ijk: Dims;
  readonly class: number;
}

export interface PredictOptions {
  /** Monte-Carlo dropout passes; 0 for one plain pass and no uncertainty. A network without dropout has its plain pass instead. */
  readonly passes: number;
  /** Draws the dropout of the passes; without it there are none. */
  readonly random?: Random | undefined;
  /** For networks that take them. (Default: none) */
  readonly clicks?: readonly Click[] | undefined;
  /** What class 1 becomes, of a network of one structure. (Default: the network's own label) */
  readonly label?: number | undefined;
  /**
   * Also look at every window mirrored, along the axes that the network was trained to be mirrored along, and average (test-time
   * augmentation). (Default: false)
   */
  readonly withMirrors?: boolean | undefined;
  /** Share of a window that the next one covers again, 0 or more and below 1. (Default: 0.5) */
  readonly overlap?: number | undefined;
  /** Voxels of the file that are wanted; windows look beyond it. (Default: all) */
  readonly region?: Crop | undefined;
  /** Given each slice of the region as it is finished, with ascending k. The next waits until it is done with. */
  readonly onSlice?: ((slice: PredictedSlice) => void | Promise<void>) | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Awaited before each run of the network and each plane: whoever may not compute now waits. (Default: lets events in) */
  readonly turn?: (() => Promise<void>) | undefined;
  readonly onProgress?: ((share: number) => void) | undefined;
  readonly clock?: Clock | undefined;
}

export interface Prediction {
  /** Label values in file order, on the image's own grid: of the region, where one was asked for. */
  readonly labels: Uint8Array;
  /** Predictive entropy where the model sees foreground, 0..1 of its largest value; null without passes. */
  readonly uncertainty: number | null;
  /** How far mirrored views disagree where the model sees foreground, 0..1; null without them. */
  readonly disagreement: number | null;
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

  get grid(): ImageGrid {
    return this.#network.grid;
  }

  /** Of its classes 1, 2, ... */
  get labels(): readonly number[] {
    return this.#network.labels;
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
    const mirrors = mirrorsAlong((options.withMirrors && this.#network.mayMirror) || [false, false, false]);
    const turn = async () => {
      await (options.turn ?? nextEvents)();
      options.signal?.throwIfAborted();
    };
    const planes = predictPlanes(this.#network, image, {
      box: box.grid,
      clicks: (options.clicks ?? []).map((click) => ({ at: gridVoxel(image, click.ijk), class: click.class })),
      mirrors,
      draws,
      overlap: options.overlap ?? HALF,
      turn,
      onProgress: options.onProgress,
      stopwatch,
    });
    const isDoubted = options.random !== undefined && options.passes > 0;
    const restorer = new Restorer(box, labels, { passes: isDoubted, mirrors: mirrors.length > 1 });
    const found = new Uint8Array(voxelCount(box.crop.size));
    let at = 0;
    for await (const plane of planes) {
      await turn();
      await stopwatch.time('restore', async () => {
        for (const slice of restorer.add(plane)) {
          found.set(slice.labels, at);
          at += slice.labels.length;
          if (options.onSlice) await options.onSlice(slice.bytes());
        }
      });
    }
    const { uncertainty, disagreement } = restorer;
    return { labels: found, uncertainty, disagreement, stagesMs: stopwatch.ms };
  }

  async dispose(): Promise<void> {
    await this.#network.dispose();
  }
}

/** A run blocks its thread: between two of them messages to this process are heard. */
const nextEvents = () => new Promise<void>((resolve) => setImmediate(resolve));
