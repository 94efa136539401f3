import { type Dims, type VoxelBox, voxelCount } from '@scholia/volume';
import { type Case, OUTSIDE } from '../method.ts';

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
  /** A label asked for, OUTSIDE, or 0 where nothing is prompted. */
  readonly seeds: Uint8Array;
}

/** What each prompt value means for `labels`: itself, or OUTSIDE when nobody asked for it. */
export function meaningOf(labels: readonly number[]): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, prompt) => (prompt === 0 || labels.includes(prompt) ? prompt : OUTSIDE));
}

/** A box of the image: its first voxel, and its size in voxels. */
export type Box = Pick<Region, 'from' | 'size'>;

/**
 * The bounding box of the prompts and a margin around it (0: half of the box's longest side, at least 10 mm), coarsened until it
 * has at most `maxVoxels` cells, which become cubes on the way. `prompts` must hold at least one.
 */
export function regionOf(
  prompts: Uint8Array,
  dims: Dims,
  spacingMm: PerAxis,
  { marginMm, maxVoxels }: { readonly marginMm: number; readonly maxVoxels: number },
): Region {
  return coarsened(withMargin(boundingBox(prompts, dims, 0), dims, spacingMm, marginMm), spacingMm, maxVoxels);
}

/** The voxels from `from` to `to`, both inclusive, and a margin around them (0: as for `regionOf`), as far as the image goes. */
export function withMargin({ from: low, to: high }: VoxelBox, dims: Dims, spacingMm: PerAxis, marginMm: number): Box {
  const extentMm = Math.max(...[0, 1, 2].map((axis) => (high[axis] - low[axis] + 1) * spacingMm[axis]));
  const margin = marginMm || Math.max(10, extentMm / 2);
  const from = [0, 1, 2].map((axis) => Math.max(0, low[axis] - Math.ceil(margin / spacingMm[axis])));
  const size = [0, 1, 2].map(
    (axis) => Math.min(dims[axis], high[axis] + 1 + Math.ceil(margin / spacingMm[axis])) - from[axis],
  );
  return { from: tuple(from), size: tuple(size) };
}

/** A box of the image as a region of at most `maxVoxels` cells: the axis with the finest cells is halved first. */
export function coarsened({ from, size }: Box, spacingMm: PerAxis, maxVoxels: number): Region {
  const factor = [1, 1, 1];
  const cells = () => [0, 1, 2].map((axis) => Math.ceil(size[axis] / factor[axis])) as unknown as Dims;
  while (voxelCount(cells()) > maxVoxels) {
    const edges = factor.map((f, axis) => (cells()[axis] > 1 ? f * spacingMm[axis] : Number.POSITIVE_INFINITY));
    factor[edges.indexOf(Math.min(...edges))] *= 2;
  }
  return { from, size, factor: tuple(factor), cells: cells() };
}

const tuple = ([i, j, k]: readonly number[]): Dims => [i, j, k];

/** First and last index along each axis of what is not `empty`. */
export function boundingBox(values: Uint8Array, [di, dj, dk]: Dims, empty: number): VoxelBox {
  const low = [di, dj, dk];
  const high = [-1, -1, -1];
  for (let k = 0, at = 0; k < dk; k++)
    for (let j = 0; j < dj; j++)
      for (let i = 0; i < di; i++, at++) {
        if (values[at] === empty) continue;
        if (i < low[0]) low[0] = i;
        if (i > high[0]) high[0] = i;
        if (j < low[1]) low[1] = j;
        if (j > high[1]) high[1] = j;
        if (k < low[2]) low[2] = k;
        high[2] = k;
      }
  return { from: tuple(low), to: tuple(high) };
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

/** A cell is a voxel. */
const isFine = ({ factor }: Region) => factor[0] === 1 && factor[1] === 1 && factor[2] === 1;

/** Visits every row of a region whose cells are voxels: its first voxel in the image, its first cell, and its length. */
function visitRows({ from, size }: Region, dims: Dims, each: (at: number, cell: number, length: number) => void): void {
  for (let k = 0, cell = 0; k < size[2]; k++)
    for (let j = 0; j < size[1]; j++, cell += size[0])
      each(from[0] + dims[0] * (from[1] + j + dims[1] * (from[2] + k)), cell, size[0]);
}

/** Means of the image over cells. A cell with prompts is a seed of what most of its voxels are, when that is more than half. */
export function cellsOf(region: Region, { dims, image, prompts, labels }: Case): RegionCells {
  const count = voxelCount(region.cells);
  const means = new Float32Array(count);
  const seeds = new Uint8Array(count);
  const meaning = meaningOf(labels);
  if (isFine(region)) {
    visitRows(region, dims, (from, cell, length) => {
      means.set(image.subarray(from, from + length), cell);
      for (let n = 0; n < length; n++) seeds[cell + n] = meaning[prompts[from + n]];
    });
    return { image: means, seeds };
  }
  const voxels = new Uint32Array(count);
  const votes = new Uint32Array(count);
  visitRegion(region, dims, (at, cell) => {
    means[cell] += image[at];
    voxels[cell]++;
    const seed = meaning[prompts[at]];
    if (seed === 0) return;
    // Majority vote in one pass (Boyer and Moore).
    if (votes[cell] === 0) seeds[cell] = seed;
    votes[cell] += seeds[cell] === seed ? 1 : -1;
  });
  for (let cell = 0; cell < count; cell++) means[cell] /= voxels[cell];
  return { image: means, seeds };
}

/** The cells whose seed is `label`, in order. */
export function cellsWithSeed(seeds: Uint8Array, label: number): number[] {
  const cells: number[] = [];
  for (let cell = seeds.indexOf(label); cell >= 0; cell = seeds.indexOf(label, cell + 1)) cells.push(cell);
  return cells;
}

/** Millimetres between the centres of a region's cells. */
export function cellSpacingMm({ factor }: Region, spacingMm: PerAxis): PerAxis {
  return [spacingMm[0] * factor[0], spacingMm[1] * factor[1], spacingMm[2] * factor[2]];
}

/** Labels per cell as labels per voxel of the image. In a coarse cell several prompts can meet: each voxel keeps its own. */
export function labelmapOf(region: Region, { dims, prompts, labels }: Case, labelsOfCells: Uint8Array): Uint8Array {
  const labelmap = new Uint8Array(prompts.length);
  const meaning = meaningOf(labels);
  if (isFine(region)) {
    visitRows(region, dims, (from, cell, length) => {
      for (let n = 0; n < length; n++) {
        const seed = meaning[prompts[from + n]];
        labelmap[from + n] = seed === 0 ? labelsOfCells[cell + n] : seed === OUTSIDE ? 0 : seed;
      }
    });
    return labelmap;
  }
  visitRegion(region, dims, (at, cell) => {
    const seed = meaning[prompts[at]];
    labelmap[at] = seed === 0 ? labelsOfCells[cell] : seed === OUTSIDE ? 0 : seed;
  });
  return labelmap;
}
