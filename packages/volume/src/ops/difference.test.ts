import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Labelmap } from '../labelmap.ts';
import { difference } from './difference.ts';
import { applied, arbitraryLabelled } from './testing.ts';

const arbitraryTwo = arbitraryLabelled.chain(({ grid, dense, labels }) =>
  fc.array(fc.tuple(fc.nat(dense.length - 1), fc.nat(2)), { maxLength: 20 }).map((edits) => {
    const other = dense.slice();
    for (const [at, value] of edits) other[at] = value;
    return { from: labels, to: Labelmap.fromDense(grid.dims, other), dense, other };
  }),
);

describe('difference', () => {
  it('[VO50] makes one labelmap the other, both ways, and names only voxels that differ', () => {
    fc.assert(
      fc.property(arbitraryTwo, ({ from, to, dense, other }) => {
        expect(applied(from, difference(from, to))).toEqual(other);
        expect(applied(to, difference(to, from))).toEqual(dense);
        const named = difference(from, to).toDense();
        expect(named.every((value, at) => (value !== 0) === (dense[at] !== other[at]))).toBe(true);
      }),
      { numRuns: 100 },
    );
  });

  it('[VO50] of equal labelmaps nothing is left, and what one of them lacks is background there', () => {
    const empty = new Labelmap([40, 3, 2]);
    const full = empty.clone();
    full.fillRun(0, 39, 1, 1, 2);
    expect(difference(full, full.clone()).isEmpty).toBe(true);
    expect(applied(full, difference(full, empty))).toEqual(empty.toDense());
    expect(applied(empty, difference(empty, full))).toEqual(full.toDense());
  });
});
