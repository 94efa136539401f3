import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { smooth } from './smooth.ts';
import { applied, arbitraryLabelled, between } from './testing.ts';

describe('smooth', () => {
  it('[VO47] equals counting the voxels within the radius', () => {
    fc.assert(
      fc.property(arbitraryLabelled, fc.constantFrom(0, 0.5, 1, 1.5, 3, 4), ({ grid, dense, labels }, radiusMm) => {
        const all = [...dense.keys()];
        const expected = dense.map((value, at) => {
          const around = all.filter((other) => between(grid, at, other) <= radiusMm ** 2 + 1e-9);
          const inside = around.filter((other) => dense[other] === 1).length;
          if (2 * inside > around.length) return 1;
          return 2 * inside < around.length && value === 1 ? 0 : value;
        });
        expect(applied(labels, smooth(grid, labels, 1, radiusMm))).toEqual(expected);
      }),
      { numRuns: 40 },
    );
  });
});
