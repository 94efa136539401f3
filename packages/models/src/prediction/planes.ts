import type { Crop, Dims } from '@scholia/volume';
import type { GridClick } from '../clicks/guidance.ts';
import type { GridImage } from '../prepare/prepare.ts';
import type { Feeds } from '../runtime/session.ts';
import { type Mirror, mirrored } from './mirror.ts';
import { Slab } from './slab.ts';
import type { Stopwatch } from './stopwatch.ts';
import type { WindowNetwork } from './window-network.ts';
import { canonicalStart, cutWindow, layWindows, windowShape } from './windows.ts';

export interface PlanesOptions {
  /** What of the grid is predicted. */
  readonly box: Crop;
  /** On the grid, in canonical order. */
  readonly clicks: readonly GridClick[];
  /** Views of each window that are averaged; the first is the window itself. */
  readonly mirrors: readonly Mirror[];
  /** Masks of each dropout pass. */
  readonly draws: readonly Feeds[];
  /** Share of a window that the next one covers again. */
  readonly overlap: number;
  /** Awaited before each run of the network; what it throws ends the prediction. */
  readonly turn: () => Promise<void>;
  readonly onProgress?: ((share: number) => void) | undefined;
  readonly stopwatch: Stopwatch;
}

/** One plane of the box, windows blended by Gaussian weights. Overwritten by the next plane. */
export interface Plane {
  /** [K, dj, di]. */
  readonly probabilities: Float32Array;
  /** Mean over the dropout passes, [K, dj, di]; null where there are none. */
  readonly sampled: Float32Array | null;
  /** Mean, over the views, of the sum of the squared probabilities, [dj, di]; null where there is one view. */
  readonly squares: Float32Array | null;
}

/**
 * Predicts the planes of a box with ascending k: by rows of windows, each row finishing the planes that the next does not touch. Memory
 * follows from the cross-section alone: one slab of sums, and with dropout passes one more for their mean.
 */
export async function* predictPlanes(
  network: WindowNetwork,
  image: GridImage,
  { box, clicks, mirrors, draws, overlap, turn, onProgress, stopwatch }: PlanesOptions,
): AsyncGenerator<Plane> {
  const { patch } = network.grid;
  const shape = windowShape(image.map, patch);
  const starts = layWindows(image.dims, shape, box, overlap);
  const slab = (channels: number) => new Slab(channels, box, shape, starts);
  const plain = slab(network.classes);
  const passes = draws.length > 0 ? slab(network.classes) : null;
  const views = mirrors.length > 1 ? slab(1) : null;
  const area = box.size[0] * box.size[1];
  const plane = {
    probabilities: new Float32Array(network.classes * area),
    sampled: passes && new Float32Array(network.classes * area),
    squares: views && new Float32Array(area),
  };

  const windows = starts[0].length * starts[1].length * starts[2].length;
  let done = 0;
  const run = async (stage: string, input: Float32Array, masks?: Feeds): Promise<Float32Array> => {
    await turn();
    const found = await stopwatch.time(stage, () => network.run(input, masks));
    onProgress?.(++done / (windows * (mirrors.length + draws.length)));
    return found;
  };
  const predict = async (start: Dims): Promise<void> => {
    const window = cutWindow(image, shape, start);
    const input = network.withClicks?.(window, clicks, canonicalStart(image, shape, start)) ?? window;
    for (const mirror of mirrors) {
      const found = mirrored(await run('network', mirrored(input, patch, mirror)), patch, mirror);
      plain.add(found, start);
      views?.add(sumOfSquares(found, network.classes), start);
    }
    for (const masks of draws) passes?.add(await run('passes', input, masks), start);
  };

  let finished = 0;
  for (const [row, k] of starts[2].entries()) {
    for (const j of starts[1]) for (const i of starts[0]) await predict([i, j, k]);
    const isLast = row === starts[2].length - 1;
    const end = isLast ? box.size[2] : starts[2][row + 1] - box.from[2];
    for (; finished < end; finished++) {
      plain.take(finished, plane.probabilities, mirrors.length);
      if (plane.sampled) passes?.take(finished, plane.sampled, draws.length);
      if (plane.squares) views?.take(finished, plane.squares, mirrors.length);
      yield plane;
    }
  }
}

/** [K, V] to [V]. */
function sumOfSquares(probabilities: Float32Array, classes: number): Float32Array {
  const sums = new Float32Array(probabilities.length / classes);
  for (let at = 0; at < probabilities.length; at++) sums[at % sums.length] += probabilities[at] ** 2;
  return sums;
}
