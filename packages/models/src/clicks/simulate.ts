import { IGNORE } from '@scholia/autodiff';
import type { Random } from '@scholia/core';
import { type Crop, type Dims, voxelCount } from '@scholia/volume';
import { squaredDistance } from '@scholia/volume/ops';
import type { GridClick } from './guidance.ts';

/** Two answers to the same question, on a grid with x fastest: classes, 0 background. What the truth ignores is never wrong. */
export interface Answers {
  readonly dims: Dims;
  readonly spacingMm: readonly [number, number, number];
  readonly truth: Uint8Array | Int32Array;
  readonly found: Uint8Array;
}

/**
 * Where a careful person would click: in the middle of the largest error, that is the wrong voxel farthest from what is right or wrong
 * otherwise (Sofiiuk et al. 2022, arXiv:2102.06583, section 3.3). Undefined where nothing is wrong.
 */
export function worstClick(answers: Answers): GridClick | undefined {
  let best: { at: number; class: number; depth: number } | undefined;
  for (const missed of classesMissed(answers)) {
    const depths = depthsOf(answers, missed);
    for (let at = 0; at < depths.length; at++)
      if (depths[at] > (best?.depth ?? 0)) best = { at, class: missed, depth: depths[at] };
  }
  return best && { at: placeOf(best.at, answers.dims), class: best.class };
}

/**
 * Where somebody might click, `most` clicks at most: each in a class of which something is missed, likelier the farther inside of what is
 * missed, exp(distance) - 1 (Diaz-Pinto et al. 2022, DeepEdit).
 */
export function likelyClicks(answers: Answers, most: number, random: Random): GridClick[] {
  const clicks: GridClick[] = [];
  const missed = classesMissed(answers);
  const drawers = new Map<number, () => number>();
  for (let n = 0; n < most && missed.length > 0; n++) {
    const chosen = missed[random.integer(missed.length)];
    const draw = drawers.get(chosen) ?? drawByDepth(depthsOf(answers, chosen), answers.spacingMm, random);
    drawers.set(chosen, draw);
    clicks.push({ at: placeOf(draw(), answers.dims), class: chosen });
  }
  return clicks;
}

/** Classes of which voxels are given to another, ascending. */
function classesMissed({ truth, found }: Answers): number[] {
  const missed = new Set<number>();
  for (let at = 0; at < truth.length; at++) if (truth[at] !== found[at] && truth[at] !== IGNORE) missed.add(truth[at]);
  return [...missed].sort((a, b) => a - b);
}

/** mm from each missed voxel of a class to the nearest that is not missed, 0 for all others. */
function depthsOf({ dims, spacingMm, truth, found }: Answers, missed: number): Float64Array {
  const [dx, dy] = dims;
  const isMissed = (at: number) => truth[at] === missed && found[at] !== missed;
  const { from, size } = boxAround(dims, isMissed);
  const indexOf = (n: number) => {
    const [x, y, z] = placeOf(n, size);
    return from[0] + x + dx * (from[1] + y + dy * (from[2] + z));
  };
  const others = Uint8Array.from({ length: voxelCount(size) }, (_, n) => (isMissed(indexOf(n)) ? 0 : 1));
  const depths = new Float64Array(truth.length);
  // Where a whole volume is missed there is nothing to be far from.
  if (!others.includes(1)) return depths.fill(1);
  for (const [n, squared] of squaredDistance(others, size, spacingMm).entries())
    depths[indexOf(n)] = Math.sqrt(squared);
  return depths;
}

/** The box of such voxels and a shell around it, as far as the grid goes: what is farther is not nearest to any of them. */
function boxAround(dims: Dims, isIn: (at: number) => boolean): Crop {
  const low = [...dims];
  const high = [-1, -1, -1];
  for (let at = 0; at < voxelCount(dims); at++) {
    if (!isIn(at)) continue;
    for (const [axis, voxel] of placeOf(at, dims).entries()) {
      low[axis] = Math.min(low[axis], Math.max(0, voxel - 1));
      high[axis] = Math.max(high[axis], Math.min(dims[axis] - 1, voxel + 1));
    }
  }
  const size = (axis: number) => high[axis] - low[axis] + 1;
  return { from: [low[0], low[1], low[2]], size: [size(0), size(1), size(2)] };
}

/** Draws indices with chances that grow with depth. */
function drawByDepth(depths: Float64Array, spacingMm: Answers['spacingMm'], random: Random): () => number {
  const voxel = Math.min(...spacingMm);
  const deepest = depths.reduce((a, b) => Math.max(a, b), 0) / voxel;
  const sums = new Float64Array(depths.length);
  let sum = 0;
  for (let at = 0; at < depths.length; at++) {
    // Relative to the largest, which alone might be more than a number holds.
    if (depths[at] > 0) sum += Math.exp(depths[at] / voxel - deepest) - Math.exp(-deepest);
    sums[at] = sum;
  }
  return () => firstAbove(sums, random.next() * sum);
}

/** Index of the first value that is larger, of values that ascend. */
function firstAbove(values: Float64Array, limit: number): number {
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle] > limit) high = middle;
    else low = middle + 1;
  }
  return low;
}

const placeOf = (at: number, [dx, dy]: Dims): GridClick['at'] => [
  at % dx,
  Math.floor(at / dx) % dy,
  Math.floor(at / (dx * dy)),
];
