import { assert } from '@scholia/core';
import { type Grid, SUBVOXEL } from './grid.ts';
import { isqrt } from './isqrt.ts';
import { RowRuns } from './row-runs.ts';

/** A brush stroke, complete: the same voxels on every machine. */
export interface StrokeShape {
  readonly shape: 'disc' | 'sphere';
  /** ijk axis that is the normal of a disc (ignored by a sphere). */
  readonly axis: 0 | 1 | 2;
  /** Radius in micrometres, an integer 0..MAX_RADIUS_UM: an ellipsoid in voxels where the spacing is anisotropic. */
  readonly radiusUm: number;
  /** [i, j, k] per point in 1/8 voxel; the centre of voxel n is at 8n. At least one point. */
  readonly points: Int32Array;
}

/** 1 m. With it, (8 * radius)^2 stays below 2^53, and every product below is an exact integer. */
export const MAX_RADIUS_UM = 1_000_000;

/**
 * The voxels of a stroke as runs along i, inclusive, clipped to the grid, disjoint, in (k, j, i) order.
 *
 * A stamp is the set of voxels whose centre is at most radiusUm from the stamp's point (for a disc: measured in the plane,
 * in the one slice nearest to the point), and always the voxel under the point. Stamps follow the polyline in steps of at
 * most an eighth of the radius (or half a voxel, whichever is larger) per axis, so that no gap and no visible scallop is
 * left. All arithmetic is on integers. The number of steps is odd, which leaves no ties when rounding: a stroke and its
 * reverse, and a stroke and its mirror image, give the same voxels.
 */
export function rasteriseStroke(
  grid: Grid,
  stroke: StrokeShape,
  visitRun: (i0: number, i1: number, j: number, k: number) => void,
): void {
  assert(stroke.points.length >= 3 && stroke.points.length % 3 === 0, 'a stroke has points of three coordinates');
  const rows = new RowRuns(grid.dims, rowBounds(grid, stroke));
  const stamp = stroke.shape === 'disc' && stroke.axis !== 2 ? stampDiscAcross : stampRows;
  const cache = new Map<number, StampRows>();
  forEachStamp(grid, stroke, (ci, cj, ck) => {
    stamp(grid, stroke, rows, ci, cj, ck, cache);
    const i = nearest(ci);
    rows.add(i, i, nearest(cj), nearest(ck));
  });
  rows.visit(visitRun);
}

/**
 * Upper bound on the rows that rasterising visits: what a server compares with a limit before it folds a peer's stroke,
 * because a few kilobytes of zigzag with a huge radius could otherwise occupy it for minutes.
 */
export function strokeCost(grid: Grid, stroke: StrokeShape): number {
  const rowsPerStamp = [1, 2]
    .map((axis) => {
      if (stroke.shape === 'disc' && stroke.axis === axis) return 1;
      return Math.min(grid.dims[axis], 2 * Math.ceil(stroke.radiusUm / grid.spacingUm[axis]) + 1);
    })
    .reduce((product, rows) => product * rows, 1);
  let stamps = 1;
  for (let p = 3; p < stroke.points.length; p += 3) stamps += stepsOf(grid, stroke, p);
  return stamps * rowsPerStamp;
}

/** The voxel index nearest to a coordinate in 1/8 voxel; a point midway belongs to the higher voxel. */
function nearest(coordinate: number): number {
  return (coordinate + 4) >> 3;
}

/** Odd number of steps from point p - 3 to point p; 0 when they coincide. */
function stepsOf(grid: Grid, { radiusUm, points }: StrokeShape, p: number): number {
  let steps = 0;
  for (let axis = 0; axis < 3; axis++) {
    const distance = Math.abs(points[p + axis] - points[p + axis - 3]);
    const stride = Math.max(4, Math.floor(radiusUm / grid.spacingUm[axis]));
    steps = Math.max(steps, Math.ceil(distance / stride));
  }
  return steps === 0 ? 0 : steps | 1;
}

function forEachStamp(grid: Grid, stroke: StrokeShape, visit: (ci: number, cj: number, ck: number) => void): void {
  const { points } = stroke;
  visit(points[0], points[1], points[2]);
  for (let p = 3; p < points.length; p += 3) {
    const steps = stepsOf(grid, stroke, p);
    for (let step = 1; step <= steps; step++)
      visit(
        between(points[p - 3], points[p], step, steps),
        between(points[p - 2], points[p + 1], step, steps),
        between(points[p - 1], points[p + 2], step, steps),
      );
  }
}

/** from + (to - from) * step / steps, rounded to the nearest integer; with `steps` odd there are no ties. */
function between(from: number, to: number, step: number, steps: number): number {
  const product = 2 * (to - from) * step + steps;
  const remainder = ((product % (2 * steps)) + 2 * steps) % (2 * steps);
  return from + (product - remainder) / (2 * steps);
}

/** Lowest and highest coordinate of the points along an axis; each point has `dimensions` of them. */
export function extentOf(points: Int32Array, axis: number, dimensions = 3): [number, number] {
  let [low, high] = [points[axis], points[axis]];
  for (let p = axis; p < points.length; p += dimensions) {
    low = Math.min(low, points[p]);
    high = Math.max(high, points[p]);
  }
  return [low, high];
}

/** Rows [j0, j1] x [k0, k1] that the stroke can reach, before clipping. */
function rowBounds(grid: Grid, { radiusUm, points }: StrokeShape): [number, number, number, number] {
  const bounds: number[] = [];
  for (const axis of [1, 2]) {
    const [low, high] = extentOf(points, axis);
    const reach = Math.floor((SUBVOXEL * radiusUm) / grid.spacingUm[axis]) + SUBVOXEL;
    bounds.push((low - reach) >> 3, ((high + reach) >> 3) + 1);
  }
  return [bounds[0], bounds[1], bounds[2], bounds[3]];
}

/** Rows of one stamp, relative to the voxel at or below its point: dj, dk, and how far it reaches along i in 1/8 voxel. */
type StampRows = Int32Array;

/**
 * A sphere, or a disc in a slice of constant k: rows along i whose half length follows from the circle equation. They
 * depend on where between two voxels the point lies along j and k, and on nothing else of it: 64 sets at most.
 */
function stampRows(
  grid: Grid,
  stroke: StrokeShape,
  rows: RowRuns,
  ci: number,
  cj: number,
  ck: number,
  cache: Map<number, StampRows>,
): void {
  const [fj, fk] = [cj & 7, ck & 7];
  const key = fj | (fk << 3);
  let stamp = cache.get(key);
  if (!stamp) {
    stamp = rowsOfStamp(grid, stroke, fj, fk);
    cache.set(key, stamp);
  }
  const [bj, bk] = [cj >> 3, ck >> 3];
  for (let row = 0; row < stamp.length; row += 3) {
    const reach = stamp[row + 2];
    rows.add(ceil8(ci - reach), (ci + reach) >> 3, bj + stamp[row], bk + stamp[row + 1]);
  }
}

function rowsOfStamp(grid: Grid, stroke: StrokeShape, fj: number, fk: number): StampRows {
  const [si, sj, sk] = grid.spacingUm;
  const reach = SUBVOXEL * stroke.radiusUm;
  const list: number[] = [];
  const kReach = stroke.shape === 'disc' ? 0 : quotient(reach, sk);
  const k0 = stroke.shape === 'disc' ? nearest(fk) : ceil8(fk - kReach);
  const k1 = stroke.shape === 'disc' ? k0 : (fk + kReach) >> 3;
  const [jLow, jHigh] = rowsInside(grid, stroke, 1);
  const [kLow, kHigh] = rowsInside(grid, stroke, 2);
  for (let k = Math.max(k0, kLow); k <= Math.min(k1, kHigh); k++) {
    const dk = stroke.shape === 'disc' ? 0 : (SUBVOXEL * k - fk) * sk;
    const inSlice = reach * reach - dk * dk;
    const jReach = quotient(isqrt(inSlice), sj);
    const j1 = Math.min((fj + jReach) >> 3, jHigh);
    for (let j = Math.max(ceil8(fj - jReach), jLow); j <= j1; j++) {
      const dj = (SUBVOXEL * j - fj) * sj;
      list.push(j, k, quotient(isqrt(inSlice - dj * dj), si));
    }
  }
  return Int32Array.from(list);
}

/** Which rows or slices, relative to a stamp's own, can lie in the image, whichever point of the stroke the stamp is at. */
function rowsInside(grid: Grid, { points }: StrokeShape, axis: 1 | 2): [number, number] {
  const [low, high] = extentOf(points, axis);
  return [-(high >> 3), grid.dims[axis] - 1 - (low >> 3)];
}

/** A disc whose plane contains the k axis: normal i (rows of one voxel) or normal j. */
function stampDiscAcross(grid: Grid, stroke: StrokeShape, rows: RowRuns, ci: number, cj: number, ck: number): void {
  const [si, sj, sk] = grid.spacingUm;
  const reach = SUBVOXEL * stroke.radiusUm;
  const kReach = quotient(reach, sk);
  const k1 = Math.min(grid.dims[2] - 1, (ck + kReach) >> 3);
  for (let k = Math.max(0, ceil8(ck - kReach)); k <= k1; k++) {
    const dk = (SUBVOXEL * k - ck) * sk;
    const half = isqrt(reach * reach - dk * dk);
    if (stroke.axis === 1) {
      const iReach = quotient(half, si);
      rows.add(ceil8(ci - iReach), (ci + iReach) >> 3, nearest(cj), k);
    } else {
      const jReach = quotient(half, sj);
      const i = nearest(ci);
      const j1 = Math.min(grid.dims[1] - 1, (cj + jReach) >> 3);
      for (let j = Math.max(0, ceil8(cj - jReach)); j <= j1; j++) rows.add(i, i, j, k);
    }
  }
}

function ceil8(coordinate: number): number {
  return (coordinate + 7) >> 3;
}

/**
 * Integer quotient, exact for 0 <= a <= 8 * MAX_RADIUS_UM and 1 <= b <= MAX_SPACING_UM: unless b divides a, a / b is at
 * least 1e-5 away from the next integer, far more than a double's rounding.
 */
function quotient(a: number, b: number): number {
  return (a / b) | 0;
}
