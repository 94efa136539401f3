import { type Dims, voxelCount } from '@scholia/volume';
import { meaningOf, type PerAxis, type Region, visitRegion } from '../grid/region.ts';
import { type Case, OUTSIDE } from '../method.ts';

export type Axis = 0 | 1 | 2;

/** What is drawn of the labels asked for, seen along one axis. A slice with any of them in it is drawn, and drawn whole. */
export interface DrawnSlices {
  readonly axis: Axis;
  /** Positions of the drawn slices along the axis, ascending. */
  readonly slices: readonly number[];
  /** Least box around the drawn voxels: its first and last voxel. */
  readonly low: Dims;
  readonly high: Dims;
}

/**
 * Along `axis`, or along the one with most empty slices between drawn ones (k before j before i when alike). `drawn` holds a
 * label for each voxel, i fastest; those that are not among `labels` do not count.
 */
export function drawnSlices(
  drawn: Uint8Array,
  labels: readonly number[],
  dims: Dims,
  axis: Axis | 'auto',
): DrawnSlices {
  const isAsked = new Uint8Array(256);
  for (const label of labels) isAsked[label] = 1;
  const isDrawn = dims.map((length) => new Uint8Array(length));
  for (let k = 0, at = 0; k < dims[2]; k++)
    for (let j = 0; j < dims[1]; j++)
      for (let i = 0; i < dims[0]; i++, at++) {
        if (isAsked[drawn[at]] === 0) continue;
        isDrawn[0][i] = 1;
        isDrawn[1][j] = 1;
        isDrawn[2][k] = 1;
      }
  const low = isDrawn.map((line) => line.indexOf(1));
  const high = isDrawn.map((line) => line.lastIndexOf(1));
  const empty = isDrawn.map((line, n) => line.subarray(low[n], high[n]).filter((isIn) => isIn === 0).length);
  const found = axis === 'auto' ? (empty.lastIndexOf(Math.max(...empty)) as Axis) : axis;
  const slices = [...isDrawn[found].keys()].filter((position) => isDrawn[found][position] === 1);
  return { axis: found, slices, low: [low[0], low[1], low[2]], high: [high[0], high[1], high[2]] };
}

/** The box from the first drawn slice to the last, with a margin of at least one voxel within the slices. */
export function boxAround({ axis, low, high }: DrawnSlices, dims: Dims, spacingMm: PerAxis, marginMm: number): Region {
  const margin = spacingMm.map((mm, n) => (n === axis ? 0 : Math.max(1, Math.ceil(marginMm / mm))));
  const from = (n: Axis) => Math.max(0, low[n] - margin[n]);
  const length = (n: Axis) => Math.min(dims[n], high[n] + 1 + margin[n]) - from(n);
  const size: Dims = [length(0), length(1), length(2)];
  return { from: [from(0), from(1), from(2)], size, factor: [1, 1, 1], cells: size };
}

/**
 * What is settled within a box, as prompts: the prompts themselves, what is drawn (other labels are outside), and outside
 * wherever a drawn slice is empty. 0 for what is to be filled, and beyond the box.
 */
export function settledWithin(
  box: Region,
  { axis, slices }: DrawnSlices,
  { dims, prompts, drawn, labels }: Case,
): Uint8Array {
  const settled = new Uint8Array(voxelCount(dims));
  const meaning = meaningOf(labels);
  const stride = [1, dims[0], dims[0] * dims[1]][axis];
  const empty = new Uint8Array(dims[axis]);
  for (const slice of slices) empty[slice] = OUTSIDE;
  visitRegion(box, dims, (at) => {
    settled[at] = meaning[prompts[at]] || meaning[drawn?.[at] ?? 0] || empty[Math.floor(at / stride) % dims[axis]];
  });
  return settled;
}
