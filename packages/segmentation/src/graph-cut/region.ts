import { type Dims, voxelCount } from '@scholia/volume';

/** One number for each of i, j, k. */
export type PerAxis = readonly [number, number, number];

/** A box of the image, seen through blocks of `factor` voxels per axis. */
export interface Region {
  /** First voxel of the box, and its size in voxels, on the image's grid. */
  readonly from: Dims;
  readonly size: Dims;
  /** Image voxels per cell along i, j, k; [1, 1, 1] unless the box was too large. */
  readonly factor: Dims;
  /** Cells along i, j, k. */
  readonly cells: Dims;
}

/** What lies in a region, one value per cell, i fastest. */
export interface RegionCells {
  /** Mean intensity. */
  readonly image: Float32Array;
  /** FOREGROUND, BACKGROUND or 0. */
  readonly seeds: Uint8Array;
}

export const FOREGROUND = 1;
export const BACKGROUND = 2;

/** FOREGROUND for the label's own scribbles, BACKGROUND for every other prompt, 0 where there is none. */
export function seedOf(prompt: number, label: number): number {
  return prompt === 0 ? 0 : prompt === label ? FOREGROUND : BACKGROUND;
}

/**
 * The bounding box of the prompts and a margin around it, coarsened until it has at most `maxVoxels` cells: the axis with
 * the finest cells is halved first, so that cells become cubes. `prompts` must hold at least one.
 */
export function regionOf(
  prompts: Uint8Array,
  dims: Dims,
  spacingMm: PerAxis,
  { marginMm, maxVoxels }: { marginMm: number | undefined; maxVoxels: number },
): Region {
  const { low, high } = boundingBox(prompts, dims);
  const extentMm = Math.max(...[0, 1, 2].map((axis) => (high[axis] - low[axis] + 1) * spacingMm[axis]));
  const margin = marginMm ?? Math.max(10, extentMm / 2);
  const from = [0, 1, 2].map((axis) => Math.max(0, low[axis] - Math.ceil(margin / spacingMm[axis])));
  const size = [0, 1, 2].map(
    (axis) => Math.min(dims[axis], high[axis] + 1 + Math.ceil(margin / spacingMm[axis])) - from[axis],
  );
  const factor = [1, 1, 1];
  const cells = () => [0, 1, 2].map((axis) => Math.ceil(size[axis] / factor[axis])) as unknown as Dims;
  while (voxelCount(cells()) > maxVoxels) {
    const edges = factor.map((f, axis) => (cells()[axis] > 1 ? f * spacingMm[axis] : Number.POSITIVE_INFINITY));
    factor[edges.indexOf(Math.min(...edges))] *= 2;
  }
  return { from: tuple(from), size: tuple(size), factor: tuple(factor), cells: cells() };
}

const tuple = ([i, j, k]: readonly number[]): Dims => [i, j, k];

function boundingBox(prompts: Uint8Array, [di, dj, dk]: Dims): { low: number[]; high: number[] } {
  const low = [di, dj, dk];
  const high = [-1, -1, -1];
  for (let k = 0, at = 0; k < dk; k++)
    for (let j = 0; j < dj; j++)
      for (let i = 0; i < di; i++, at++) {
        if (prompts[at] === 0) continue;
        if (i < low[0]) low[0] = i;
        if (i > high[0]) high[0] = i;
        if (j < low[1]) low[1] = j;
        if (j > high[1]) high[1] = j;
        if (k < low[2]) low[2] = k;
        high[2] = k;
      }
  return { low, high };
}

/** Visits every voxel of a region: its index in the image, and the index of its cell. */
export function visitRegion(
  { from, size, factor, cells }: Region,
  dims: Dims,
  each: (at: number, cell: number) => void,
): void {
  for (let k = 0; k < size[2]; k++)
    for (let j = 0; j < size[1]; j++) {
      const row = from[0] + dims[0] * (from[1] + j + dims[1] * (from[2] + k));
      const cellRow = cells[0] * (Math.floor(j / factor[1]) + cells[1] * Math.floor(k / factor[2]));
      for (let i = 0; i < size[0]; i++) each(row + i, cellRow + Math.floor(i / factor[0]));
    }
}

/** Means of the image over cells; a cell with prompts is a seed of the kind that more of its voxels have (a tie: foreground). */
export function cellsOf(
  region: Region,
  dims: Dims,
  image: Float32Array,
  prompts: Uint8Array,
  label: number,
): RegionCells {
  const count = voxelCount(region.cells);
  const means = new Float32Array(count);
  const voxels = new Uint32Array(count);
  const votes = new Int32Array(count);
  const seeds = new Uint8Array(count);
  visitRegion(region, dims, (at, cell) => {
    means[cell] += image[at];
    voxels[cell]++;
    const seed = seedOf(prompts[at], label);
    if (seed === 0) return;
    votes[cell] += seed === FOREGROUND ? 1 : -1;
    seeds[cell] = votes[cell] >= 0 ? FOREGROUND : BACKGROUND;
  });
  for (let cell = 0; cell < count; cell++) means[cell] /= voxels[cell];
  return { image: means, seeds };
}
