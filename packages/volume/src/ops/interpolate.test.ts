import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Grid } from '../grid.ts';
import { Labelmap } from '../labelmap.ts';
import { interpolateSlices } from './interpolate.ts';
import { applied, arbitraryLabelled, ijkOf } from './testing.ts';

const GRID: Grid = { dims: [24, 20, 9], spacingUm: [1000, 500, 2000] };

/** Discs of label 1, given as [slice, centre i, radius in mm]. */
function discs(...list: [k: number, i: number, radiusMm: number][]): Labelmap {
  const labels = new Labelmap(GRID.dims);
  for (const [k, centre, radius] of list)
    for (let j = 0; j < 20; j++)
      for (let i = 0; i < 24; i++) if ((i - centre) ** 2 + ((j - 10) / 2) ** 2 <= radius ** 2) labels.set(i, j, k, 1);
  return labels;
}

describe('interpolateSlices', () => {
  it('[VO49] between two equal slices puts their shape, between two sizes one between', () => {
    const equal = discs([1, 10, 4], [5, 10, 4]);
    const filled = applied(equal, interpolateSlices(GRID, equal, 1, 2));
    const whole = discs(...[1, 2, 3, 4, 5].map((k): [number, number, number] => [k, 10, 4]));
    expect(filled).toEqual(whole.toDense());
    const cone = discs([0, 10, 2], [4, 10, 4.5]);
    const after = applied(cone, interpolateSlices(GRID, cone, 1, 2));
    const sizes = [0, 1, 2, 3, 4].map((k) => after.subarray(480 * k, 480 * (k + 1)).reduce((sum, one) => sum + one, 0));
    expect(sizes).toEqual([...sizes].sort((a, b) => a - b));
    expect(sizes[2]).toBeGreaterThan(sizes[0]);
    expect(sizes[2]).toBeLessThan(sizes[4]);
  });

  it('[VO49] leaves slices that hold the label alone, writes only between them, and works in both directions', () => {
    fc.assert(
      fc.property(
        arbitraryLabelled,
        fc.constantFrom(0 as const, 1 as const, 2 as const),
        ({ grid, dense, labels }, axis) => {
          const after = applied(labels, interpolateSlices(grid, labels, 1, axis));
          const holding = new Set<number>();
          dense.forEach((value, at) => {
            if (value === 1) holding.add(ijkOf(grid.dims, at)[axis]);
          });
          const [first, last] = [Math.min(...holding), Math.max(...holding)];
          after.forEach((value, at) => {
            if (value === dense[at]) return;
            const slice = ijkOf(grid.dims, at)[axis];
            expect(value).toBe(1);
            expect(!holding.has(slice) && first < slice && slice < last).toBe(true);
          });
          const mirror = (volume: Uint8Array) =>
            volume.map((_, at) => {
              const place = [...ijkOf(grid.dims, at)];
              place[axis] = grid.dims[axis] - 1 - place[axis];
              return volume[place[0] + grid.dims[0] * (place[1] + grid.dims[1] * place[2])];
            });
          const turned = Labelmap.fromDense(grid.dims, mirror(dense));
          const back = mirror(applied(turned, interpolateSlices(grid, turned, 1, axis)));
          expect(back).toEqual(after);
        },
      ),
      { numRuns: 80 },
    );
  });
});
