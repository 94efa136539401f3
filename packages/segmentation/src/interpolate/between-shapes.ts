import type { Dims } from '@scholia/volume';
import { squaredDistance } from '../grid/distance.ts';
import type { PerAxis } from '../grid/region.ts';
import type { Pace } from '../method.ts';
import type { Axis } from './drawn-slices.ts';

/**
 * Shape-based interpolation: in each drawn slice of a box, the signed distance in mm (2D, inside positive) to the border of
 * each label and of the background; in between, linear from the slice before to the one after; a cell gets what has the
 * greatest. As the background takes part, no gap opens between two labels that touch in both slices.
 *
 * `labels` holds one value per cell of the box, i fastest, 0 for background; cells of other slices than `slices` are written.
 * A label that one of two slices lacks is as far from it as the slice is wide. Source: Raya and Udupa, "Shape-Based
 * Interpolation of Multidimensional Objects", IEEE TMI 1990, which has one label.
 */
export async function fillBetweenShapes(
  labels: Uint8Array,
  cells: Dims,
  spacingMm: PerAxis,
  axis: Axis,
  slices: readonly number[],
  pace: Pace,
): Promise<void> {
  const plane = planeAcross(cells, spacingMm, axis);
  const values = [...new Set(labels)].sort((a, b) => a - b);
  let before = await distancesIn(labels, plane, slices[0], values, pace);
  for (let n = 1; n < slices.length; n++) {
    const [first, last] = [slices[n - 1], slices[n]];
    const after = await distancesIn(labels, plane, last, values, pace);
    for (let slice = first + 1; slice < last; slice++) {
      fillSlice(labels, plane, slice, values, before, after, (slice - first) / (last - first));
      await pace.breathe((slice - slices[0]) / (slices[slices.length - 1] - slices[0]));
    }
    before = after;
  }
}

/** The cells of a slice: `width` by `height`, and how far apart they lie in the box. */
interface Plane {
  readonly width: number;
  readonly height: number;
  readonly spacingMm: PerAxis;
  readonly stepAcross: number;
  readonly stepUp: number;
  readonly stepOn: number;
}

function planeAcross(cells: Dims, spacingMm: PerAxis, axis: Axis): Plane {
  const strides = [1, cells[0], cells[0] * cells[1]];
  const [u, v] = [0, 1, 2].filter((other) => other !== axis);
  return {
    width: cells[u],
    height: cells[v],
    spacingMm: [spacingMm[u], spacingMm[v], 1],
    stepAcross: strides[u],
    stepUp: strides[v],
    stepOn: strides[axis],
  };
}

/** For each of `values`, the signed distance of each cell of a slice to the border of that value. */
async function distancesIn(
  labels: Uint8Array,
  { width, height, spacingMm, stepAcross, stepUp, stepOn }: Plane,
  slice: number,
  values: readonly number[],
  pace: Pace,
): Promise<Float64Array[]> {
  const content = new Uint8Array(width * height);
  for (let y = 0, n = 0; y < height; y++)
    for (let x = 0; x < width; x++, n++) content[n] = labels[x * stepAcross + y * stepUp + slice * stepOn];
  const widest = Math.hypot(width * spacingMm[0], height * spacingMm[1]);
  const all: Float64Array[] = [];
  for (const value of values) {
    const toIt = squaredDistance([width, height, 1], spacingMm, (n) => content[n] === value);
    const toOthers = squaredDistance([width, height, 1], spacingMm, (n) => content[n] !== value);
    // One of the two is 0.
    all.push(toIt.map((square, n) => Math.min(widest, Math.sqrt(toOthers[n])) - Math.min(widest, Math.sqrt(square))));
    await pace.breathe();
  }
  return all;
}

function fillSlice(
  labels: Uint8Array,
  { width, height, stepAcross, stepUp, stepOn }: Plane,
  slice: number,
  values: readonly number[],
  before: readonly Float64Array[],
  after: readonly Float64Array[],
  share: number,
): void {
  const most = new Float64Array(width * height).fill(Number.NEGATIVE_INFINITY);
  for (const [which, value] of values.entries()) {
    const [from, to] = [before[which], after[which]];
    for (let y = 0, n = 0; y < height; y++)
      for (let x = 0; x < width; x++, n++) {
        const distance = (1 - share) * from[n] + share * to[n];
        if (distance <= most[n]) continue;
        most[n] = distance;
        labels[x * stepAcross + y * stepUp + slice * stepOn] = value;
      }
  }
}
