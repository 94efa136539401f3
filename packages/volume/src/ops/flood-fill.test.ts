import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Labelmap } from '../labelmap.ts';
import { fillVoxels, floodFill, nearIntensity, sameLabel } from './flood-fill.ts';
import { applied, arbitraryLabelled, connected, ijkOf } from './testing.ts';

const arbitraryFlood = fc.record({
  image: arbitraryLabelled,
  pick: fc.nat(),
  axis: fc.constantFrom(undefined, 0 as const, 1 as const, 2 as const),
  tolerance: fc.nat(1),
});

describe('floodFill', () => {
  it('[VO41] takes what is connected to the seed, and nothing else', () => {
    fc.assert(
      fc.property(arbitraryFlood, ({ image: { grid, dense }, pick, axis, tolerance }) => {
        const at = pick % dense.length;
        const seed = ijkOf(grid.dims, at);
        const accepts = nearIntensity(grid.dims, dense, seed, tolerance);
        const flood = floodFill(grid.dims, { seed, accepts, axis, limit: dense.length });
        const isNear = (n: number) => Math.abs(dense[n] - dense[at]) <= tolerance;
        const expected = connected(grid.dims, [at], isNear, axis);
        expect(flood.type === 'Filled' && [...flood.voxels].sort((a, b) => a - b)).toEqual(
          [...expected].sort((a, b) => a - b),
        );
      }),
      { numRuns: 150 },
    );
  });

  it('[VO42] stops at its limit, and says so', () => {
    fc.assert(
      fc.property(arbitraryFlood, fc.nat(60), ({ image: { grid, labels, dense }, pick, axis }, limit) => {
        const at = pick % dense.length;
        const seed = ijkOf(grid.dims, at);
        const accepts = sameLabel(labels, seed);
        const size = connected(grid.dims, [at], (n) => dense[n] === dense[at], axis).size;
        const flood = floodFill(grid.dims, { seed, accepts, axis, limit });
        if (size > limit) expect(flood).toEqual({ type: 'Leaked', limit });
        else expect(flood.type === 'Filled' && flood.voxels.length).toBe(size);
      }),
      { numRuns: 100 },
    );
    expect(floodFill([3, 3, 3], { seed: [1, 1, 1], accepts: () => false, limit: 9 })).toEqual({ type: 'Nothing' });
    const unknown = nearIntensity([2, 1, 1], [Number.NaN, 1], [0, 0, 0], 5);
    expect(floodFill([2, 1, 1], { seed: [0, 0, 0], accepts: unknown, limit: 9 })).toEqual({ type: 'Nothing' });
  });

  it('[VO41] becomes changes of what is not so already', () => {
    const labels = Labelmap.fromDense([4, 1, 1], Uint8Array.of(0, 2, 3, 3));
    const changes = fillVoxels(labels, [1, 2, 3], 3);
    expect([...changes.toDense()]).toEqual([0, 3, 0, 0]);
    expect([...applied(labels, fillVoxels(labels, [0, 1, 2], 0))]).toEqual([0, 0, 0, 3]);
  });
});
