import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fillHoles } from './fill-holes.ts';
import { applied, arbitraryLabelled, connected, ijkOf, neighboursOf } from './testing.ts';

describe('fillHoles', () => {
  it('[VO44] gives the label to what has no way out, and leaves no holes', () => {
    fc.assert(
      fc.property(
        arbitraryLabelled,
        fc.constantFrom(undefined, 0 as const, 1 as const, 2 as const),
        ({ grid, dense, labels }, axis) => {
          const after = applied(labels, fillHoles(labels, 1, axis));
          // A way out of the image (in the slice) is a way out of the label's box.
          const ways = axis === undefined ? 6 : 4;
          const edge = [...dense.keys()].filter((at) => {
            const place = ijkOf(grid.dims, at);
            return neighboursOf(grid.dims, at, axis).length < ways && place.length === 3;
          });
          const outside = connected(grid.dims, edge, (at) => dense[at] !== 1, axis);
          const expected = dense.map((value, at) => (value === 1 || outside.has(at) ? value : 1));
          expect(after).toEqual(expected);
        },
      ),
      { numRuns: 150 },
    );
  });
});
