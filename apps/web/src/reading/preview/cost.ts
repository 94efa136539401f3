import type { MethodName } from '@scholia/segmentation';

/**
 * What a cell costs a method, in nanoseconds: `npx scholia bench segment` at 128 x 128 x 128, on one core of a server. It only
 * tells small from large, so roughly is enough.
 */
const NS_PER_CELL: Readonly<Record<MethodName, number>> = {
  'graph-cut': 400,
  geodesic: 1800,
  'random-walker': 3000,
  'grow-from-seeds': 800,
  watershed: 400,
  'pixel-classifier': 3000,
  'region-growing': 300,
  flood: 100,
  'level-set': 3000,
  box: 2000,
  'extreme-points': 2000,
  'closed-curve': 2500,
  interpolate: 1400,
};

/**
 * Most that a preview may cost: after more, the server's answer is there as soon, and that is the one that counts. Between the end of
 * a scribble and the view, on two busy cores that browser and server shared: a graph cut of 380,000 cells took 0.3 to 0.9 s
 * here and 2.1 to 3.1 s by way of the server; a flood 0.2 s and 1.2 to 1.5 s.
 */
export const MOST_MS = 1000;

/** What has not ended by then is given up: the device is slow, and the person at it wants to go on. */
export const TIME_BOX_MS = 3000;

/** About how long a method takes for so many cells, in milliseconds, where `NS_PER_CELL` was measured. */
export const costMs = (method: MethodName, cells: number): number => (NS_PER_CELL[method] * cells) / 1e6;
