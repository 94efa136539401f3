import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rasteriseStroke } from './rasterise.ts';
import { regionReach, strokeReach, type VoxelBox } from './reach.ts';
import { rasteriseRegion } from './region.ts';
import { arbitraryGrid, arbitraryRegion, arbitraryStroke } from './testing.ts';

function expectInside({ from, to }: VoxelBox, i0: number, i1: number, j: number, k: number): void {
  expect(i0 >= from[0] && i1 <= to[0] && j >= from[1] && j <= to[1] && k >= from[2] && k <= to[2]).toBe(true);
}

describe('reach', () => {
  it('[VO35] holds every voxel of a stroke', () => {
    fc.assert(
      fc.property(
        arbitraryGrid().chain((grid) => fc.tuple(fc.constant(grid), arbitraryStroke(grid))),
        ([grid, stroke]) => {
          const box = strokeReach(grid, stroke);
          rasteriseStroke(grid, stroke, (i0, i1, j, k) => expectInside(box, i0, i1, j, k));
        },
      ),
      { numRuns: 200 },
    );
  });

  it('[VO35] holds every voxel of a region, and little more', () => {
    fc.assert(
      fc.property(
        arbitraryGrid().chain((grid) => fc.tuple(fc.constant(grid), arbitraryRegion(grid))),
        ([grid, region]) => {
          const box = regionReach(grid, region);
          rasteriseRegion(grid, region, (i0, i1, j, k) => expectInside(box, i0, i1, j, k));
        },
      ),
      { numRuns: 200 },
    );
    const square = Int32Array.of(80, 80, 160, 80, 160, 160, 80, 160);
    const grid = { dims: [64, 64, 64], spacingUm: [1000, 1000, 1000] } as const;
    const box = regionReach(grid, { type: 'polygon', axis: 2, first: 3, last: 5, points: square });
    expect(box).toEqual({ from: [10, 10, 3], to: [21, 21, 6] });
  });
});
