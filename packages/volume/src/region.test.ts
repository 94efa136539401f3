import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Grid, voxelCount } from './grid.ts';
import { type PolygonShape, planeAxes, type RegionShape, rasteriseRegion, regionCost, regionInside } from './region.ts';
import { arbitraryGrid, arbitraryRegion } from './testing.ts';

/** How often each voxel is visited, ijk order, and how many runs there were. */
function painted(grid: Grid, region: RegionShape): { counts: Uint8Array; runs: number } {
  const counts = new Uint8Array(voxelCount(grid.dims));
  let runs = 0;
  rasteriseRegion(grid, region, (i0, i1, j, k) => {
    runs++;
    for (let i = i0; i <= i1; i++) counts[i + grid.dims[0] * (j + grid.dims[1] * k)]++;
  });
  return { counts, runs };
}

/** The definition: crossings of the ray from the voxel's centre towards +u, in exact arithmetic. */
function isInside(region: RegionShape, ijk: readonly number[]): boolean {
  if (region.type === 'box') return ijk.every((at, axis) => at >= region.from[axis] && at <= region.to[axis]);
  const { axis, first, last, points } = region;
  if (ijk[axis] < first || ijk[axis] > last) return false;
  const [u, v] = planeAxes(axis).map((one) => BigInt(8 * ijk[one]));
  const corners = Array.from({ length: points.length / 2 }, (_, c) => [
    BigInt(points[2 * c]),
    BigInt(points[2 * c + 1]),
  ]);
  let inside = false;
  for (const [c, [u0, v0]] of corners.entries()) {
    const [u1, v1] = corners[(c + 1) % corners.length];
    if (v0 <= v === v1 <= v) continue;
    const [left, right] = [(u0 - u) * (v1 - v0) + (v - v0) * (u1 - u0), 0n];
    if (v1 > v0 ? left > right : left < right) inside = !inside;
  }
  return inside;
}

const gridAndRegion = arbitraryGrid(20).chain((grid) => fc.tuple(fc.constant(grid), arbitraryRegion(grid)));

describe('rasteriseRegion', () => {
  it('[VO30] equals its definition, voxel by voxel, and visits none twice', () => {
    fc.assert(
      fc.property(gridAndRegion, ([grid, region]) => {
        const { counts } = painted(grid, region);
        const [di, dj] = grid.dims;
        const expected = counts.map((_, at) =>
          Number(isInside(region, [at % di, Math.floor(at / di) % dj, Math.floor(at / (di * dj))])),
        );
        expect(counts).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });

  it('[VO31] of two polygons with a common edge exactly one takes each voxel', () => {
    const corner = fc.tuple(fc.integer({ min: 0, max: 150 }), fc.integer({ min: 0, max: 150 }));
    const grid: Grid = { dims: [20, 20, 1], spacingUm: [1000, 1000, 1000] };
    const square = [0, 0, 152, 0, 152, 152, 0, 152];
    const polygon = (points: number[]): PolygonShape => ({
      type: 'polygon',
      axis: 2,
      first: 0,
      last: 0,
      points: Int32Array.from(points),
    });
    fc.assert(
      fc.property(corner, corner, ([u0, v0], [u1, v1]) => {
        const path = [152, 152, u0, v0, u1, v1, 0, 0];
        const below = painted(grid, polygon([...path, 152, 0])).counts;
        const above = painted(grid, polygon([...path, 0, 152])).counts;
        const whole = painted(grid, polygon(square)).counts;
        expect(below.map((count, at) => (count + above[at]) % 2)).toEqual(whole);
      }),
    );
  });

  it('[VO32] fills an octagon in every plane to its area', () => {
    const grid: Grid = { dims: [60, 60, 60], spacingUm: [1000, 1000, 1000] };
    const points = Int32Array.from(
      { length: 16 },
      (_, p) => 240 + Math.round(160 * [Math.cos, Math.sin][p % 2](((p >> 1) * Math.PI) / 4)),
    );
    const area = 2 * Math.SQRT2 * 20 ** 2;
    for (const axis of [0, 1, 2] as const) {
      const { counts } = painted(grid, { type: 'polygon', axis, first: 10, last: 12, points });
      const voxels = counts.reduce((sum, count) => sum + count, 0);
      expect(Math.abs(voxels / (3 * area) - 1)).toBeLessThan(0.02);
    }
  });
});

describe('regionCost', () => {
  it('[VO33] bounds the runs that are visited', () => {
    fc.assert(
      fc.property(gridAndRegion, ([grid, region]) => {
        expect(painted(grid, region).runs).toBeLessThanOrEqual(regionCost(grid, region));
      }),
    );
  });
});

describe('regionInside', () => {
  it('[VO34] says whether every corner lies in some voxel, and the slices in order', () => {
    const polygon = {
      type: 'polygon',
      axis: 1,
      first: 0,
      last: 3,
      points: Int32Array.of(-4, 0, 75, 0, 40, 35),
    } as const;
    expect(regionInside([10, 4, 5], polygon)).toBe(true);
    expect(regionInside([9, 4, 5], polygon)).toBe(false);
    expect(regionInside([10, 3, 5], polygon)).toBe(false);
    expect(regionInside([10, 4, 4], polygon)).toBe(false);
    expect(regionInside([10, 4, 5], { ...polygon, first: 4, last: 3 })).toBe(false);
    expect(regionInside([4, 4, 4], { type: 'box', from: [0, 0, 0], to: [3, 3, 3] })).toBe(true);
    expect(regionInside([4, 4, 4], { type: 'box', from: [0, 2, 0], to: [3, 1, 3] })).toBe(false);
    expect(regionInside([4, 4, 4], { type: 'box', from: [0, 0, 0], to: [3, 4, 3] })).toBe(false);
  });
});
