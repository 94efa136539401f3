import type { Crop, Dims } from '@scholia/volume';
import type { GridClick } from '../clicks/guidance.ts';
import type { GridImage } from '../prepare/prepare.ts';
import type { Feeds } from '../runtime/session.ts';
import { Slab } from './slab.ts';
import type { Stopwatch } from './stopwatch.ts';
import type { WindowNetwork } from './window-network.ts';
import { canonicalStart, cutWindow, layWindows, windowShape } from './windows.ts';

export interface PlanesOptions {
  /** What of the grid is predicted. */
  readonly box: Crop;
  /** On the grid, in canonical order. */
  readonly clicks: readonly GridClick[];
  /** Masks of each dropout pass. */
  readonly draws: readonly Feeds[];
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((share: number) => void) | undefined;
  readonly stopwatch: Stopwatch;
}

/** One plane of the box, each array [K, dj, di], windows blended by Gaussian weights. Overwritten by the next plane. */
export interface Plane {
  readonly probabilities: Float32Array;
  /** Mean over the dropout passes; null where there are none. */
  readonly sampled: Float32Array | null;
}

/**
 * Predicts the planes of a box with ascending k: by rows of windows, each row finishing the planes that the next does not touch. Memory
 * follows from the cross-section alone: one slab of sums, and with dropout passes one more for their mean.
 */
export async function* predictPlanes(
  network: WindowNetwork,
  image: GridImage,
  { box, clicks, draws, signal, onProgress, stopwatch }: PlanesOptions,
): AsyncGenerator<Plane> {
  const shape = windowShape(image.map, network.grid.patch);
  const starts = layWindows(image.dims, shape, box);
  const slab = () => new Slab(network.classes, box, shape, starts);
  const [plain, passes] = [slab(), draws.length > 0 ? slab() : null];
  const values = network.classes * box.size[0] * box.size[1];
  const plane = { probabilities: new Float32Array(values), sampled: passes && new Float32Array(values) };

  const windowsPerRow = starts[0].length * starts[1].length;
  const runs = starts[2].length * windowsPerRow * (1 + draws.length);
  let done = 0;
  const run = async (stage: string, slab: Slab, input: Float32Array, start: Dims, masks?: Feeds) => {
    signal?.throwIfAborted();
    await stopwatch.time(stage, async () => slab.add(await network.run(input, masks), start));
    onProgress?.(++done / runs);
    // Messages to this process are heard between windows.
    await new Promise((resolve) => setImmediate(resolve));
  };

  let finished = 0;
  for (const [row, k] of starts[2].entries()) {
    for (const j of starts[1])
      for (const i of starts[0]) {
        const start: Dims = [i, j, k];
        const window = cutWindow(image, shape, start);
        const input = network.withClicks?.(window, clicks, canonicalStart(image, shape, start)) ?? window;
        await run('network', plain, input, start);
        if (passes) for (const masks of draws) await run('passes', passes, input, start, masks);
      }
    const isLast = row === starts[2].length - 1;
    const end = isLast ? box.size[2] : starts[2][row + 1] - box.from[2];
    for (; finished < end; finished++) {
      plain.take(finished, plane.probabilities);
      if (passes && plane.sampled) passes.take(finished, plane.sampled, draws.length);
      yield plane;
    }
  }
}
