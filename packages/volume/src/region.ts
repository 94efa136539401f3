import { assert } from '@scholia/core';
import { type Dims, type Grid, SUBVOXEL } from './grid.ts';

/** A closed curve in slices of one axis. */
export interface PolygonShape {
  readonly type: 'polygon';
  /** ijk axis that is the normal of its plane. */
  readonly axis: 0 | 1 | 2;
  /** Slices along `axis`, inclusive: the curve is filled in each of them. */
  readonly first: number;
  readonly last: number;
  /** [u, v] per corner in 1/8 voxel; u and v are the other two ijk axes, ascending. Closed by itself; at least three corners. */
  readonly points: Int32Array;
}

/** All voxels from one corner to the other, both inclusive, [i, j, k]; `from` is nowhere above `to`. */
export interface BoxShape {
  readonly type: 'box';
  readonly from: Dims;
  readonly to: Dims;
}

export type RegionShape = PolygonShape | BoxShape;

type VisitRun = (i0: number, i1: number, j: number, k: number) => void;

/**
 * The voxels of a region as runs along i, inclusive, clipped to the grid, disjoint, in (k, j, i) order.
 *
 * A polygon takes a voxel when a ray from its centre towards +u crosses the curve an odd number of times (even-odd rule).
 * A centre on the curve counts as just beyond it towards +u and +v, so that of two polygons with a common edge exactly one
 * takes each voxel on that edge. All arithmetic is on integers.
 */
export function rasteriseRegion(grid: Grid, region: RegionShape, visitRun: VisitRun): void {
  if (region.type === 'box') visitBox(grid, region, visitRun);
  else visitPolygon(grid, region, visitRun);
}

/** Upper bound on the edges and runs that rasterising visits; see `strokeCost`. */
export function regionCost(grid: Grid, region: RegionShape): number {
  const [, dj, dk] = grid.dims;
  if (region.type === 'box') return dj * dk;
  const [u, v] = planeAxes(region.axis);
  const corners = region.points.length / 2;
  const slices = region.last - region.first + 1;
  const runs = region.axis === 0 ? grid.dims[u] : slices * Math.min(corners, grid.dims[u]);
  return grid.dims[v] * (corners + runs);
}

/** True if every corner and slice of the region lies in the image. */
export function regionInside(dims: Dims, region: RegionShape): boolean {
  if (region.type === 'box')
    return region.from.every((at, axis) => at >= 0 && at <= region.to[axis] && region.to[axis] < dims[axis]);
  const { axis, first, last, points } = region;
  if (first < 0 || first > last || last >= dims[axis]) return false;
  const plane = planeAxes(axis);
  return points.every((value, p) => value >= -4 && value <= SUBVOXEL * dims[plane[p & 1]] - 5);
}

/** The axes of the plane whose normal is `axis`, ascending. */
export function planeAxes(axis: 0 | 1 | 2): readonly [0 | 1, 1 | 2] {
  return axis === 0 ? [1, 2] : axis === 1 ? [0, 2] : [0, 1];
}

function visitBox({ dims }: Grid, { from, to }: BoxShape, visitRun: VisitRun): void {
  const low = from.map((at) => Math.max(0, at));
  const high = to.map((at, axis) => Math.min(dims[axis] - 1, at));
  if (low[0] > high[0]) return;
  for (let k = low[2]; k <= high[2]; k++) for (let j = low[1]; j <= high[1]; j++) visitRun(low[0], high[0], j, k);
}

function visitPolygon({ dims }: Grid, { axis, first, last, points }: PolygonShape, visitRun: VisitRun): void {
  assert(points.length >= 6 && points.length % 2 === 0, 'a polygon has at least three corners of two coordinates');
  const [u, v] = planeAxes(axis);
  const low = Math.max(0, first);
  const high = Math.min(dims[axis] - 1, last);
  const rows = rowsOf(points, dims[u], dims[v]);
  if (axis === 2) {
    for (let k = low; k <= high; k++)
      for (const { at, runs } of rows) for (const [i0, i1] of runs) visitRun(i0, i1, at, k);
  } else if (axis === 1) {
    for (const { at, runs } of rows)
      for (let j = low; j <= high; j++) for (const [i0, i1] of runs) visitRun(i0, i1, j, at);
  } else if (low <= high) {
    for (const { at, runs } of rows)
      for (const [j0, j1] of runs) for (let j = j0; j <= j1; j++) visitRun(low, high, j, at);
  }
}

/** Rows v of the filled polygon, ascending, each with its runs [u0, u1] inclusive, clipped to size[u] x size[v]. */
function rowsOf(points: Int32Array, sizeU: number, sizeV: number): { at: number; runs: [number, number][] }[] {
  const rows: { at: number; runs: [number, number][] }[] = [];
  const vs = points.filter((_, p) => p % 2 === 1);
  const first = Math.max(0, Math.ceil(Math.min(...vs) / SUBVOXEL));
  const last = Math.min(sizeV - 1, Math.floor(Math.max(...vs) / SUBVOXEL));
  for (let at = first; at <= last; at++) {
    const starts = crossings(points, SUBVOXEL * at);
    const runs: [number, number][] = [];
    for (let c = 0; c < starts.length; c += 2) {
      const from = Math.max(0, starts[c]);
      const to = Math.min(sizeU, starts[c + 1]) - 1;
      const before = runs.at(-1);
      if (from > to) continue;
      if (before && before[1] === from - 1) before[1] = to;
      else runs.push([from, to]);
    }
    if (runs.length > 0) rows.push({ at, runs });
  }
  return rows;
}

/** For each crossing of the line v = `line` (1/8 voxel): the first voxel whose centre is not before it. Ascending, even in number. */
function crossings(points: Int32Array, line: number): number[] {
  const starts: number[] = [];
  for (let p = 0; p < points.length; p += 2) {
    const next = (p + 2) % points.length;
    const [low, high] = points[p + 1] < points[next + 1] ? [p, next] : [next, p];
    const height = points[high + 1] - points[low + 1];
    if (points[low + 1] > line || points[high + 1] <= line) continue;
    const rise = (line - points[low + 1]) * (points[high] - points[low]);
    starts.push(ceilQuotient(points[low] * height + rise, SUBVOXEL * height));
  }
  return starts.sort((a, b) => a - b);
}

/** Smallest integer that is at least a / b, for integers below 2^53 and b > 0. */
function ceilQuotient(a: number, b: number): number {
  const remainder = ((a % b) + b) % b;
  return (a - remainder) / b + (remainder > 0 ? 1 : 0);
}
