import type { Dims } from '@scholia/volume';
import type { PerAxis, Region } from '../grid/region.ts';

/** What the extreme points of one structure span. */
export interface Extremes {
  /** Number of voxels that are marked. */
  readonly count: number;
  /** First and last cell of their bounding box along i, j, k. */
  readonly low: PerAxis;
  readonly high: PerAxis;
  /** Cells of the two points that are farthest apart along each axis that the box has a length along. */
  readonly pairs: readonly (readonly [number, number])[];
}

/** The extremes of the voxels with `label` among prompts on the image's grid, as cells of a region that holds them all. */
export function extremesOf(prompts: Uint8Array, label: number, [di, dj]: Dims, region: Region): Extremes {
  const { from, factor, cells } = region;
  const first = [0, 0, 0];
  const last = [0, 0, 0];
  const low = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  const high = [-1, -1, -1];
  let count = 0;
  for (let at = prompts.indexOf(label); at !== -1; at = prompts.indexOf(label, at + 1)) {
    count++;
    const ijk = [at % di, Math.floor(at / di) % dj, Math.floor(at / (di * dj))];
    const [i, j, k] = ijk.map((index, axis) => Math.floor((index - from[axis]) / factor[axis]));
    const cell = i + cells[0] * (j + cells[1] * k);
    [i, j, k].forEach((index, axis) => {
      if (index < low[axis]) {
        low[axis] = index;
        first[axis] = cell;
      }
      if (index > high[axis]) {
        high[axis] = index;
        last[axis] = cell;
      }
    });
  }
  const pairs = [0, 1, 2].filter((axis) => high[axis] > low[axis]).map((axis) => [first[axis], last[axis]] as const);
  return { count, low: [low[0], low[1], low[2]], high: [high[0], high[1], high[2]], pairs };
}

/** 1 for the cells of the bounding box. */
export function boxOf({ low, high }: Extremes, [ci, cj, ck]: Dims): Uint8Array {
  const result = new Uint8Array(ci * cj * ck);
  for (let k = low[2]; k <= high[2]; k++)
    for (let j = low[1]; j <= high[1]; j++) {
      const row = ci * (j + cj * k);
      result.fill(1, row + low[0], row + high[0] + 1);
    }
  return result;
}
