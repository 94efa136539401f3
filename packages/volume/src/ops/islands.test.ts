import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Labelmap } from '../labelmap.ts';
import { dropSmallIslands, keepLargestIsland } from './islands.ts';
import { applied, arbitraryLabelled, connected } from './testing.ts';

/** The pieces of a label, in the order of their first voxels. */
function piecesOf(dims: readonly [number, number, number], dense: Uint8Array, label: number): Set<number>[] {
  const pieces: Set<number>[] = [];
  dense.forEach((value, at) => {
    if (value === label && !pieces.some((piece) => piece.has(at)))
      pieces.push(connected(dims, [at], (n) => dense[n] === label));
  });
  return pieces;
}

describe('islands', () => {
  it('[VO43] keeps the first of the largest pieces', () => {
    fc.assert(
      fc.property(arbitraryLabelled, ({ grid, dense, labels }) => {
        const pieces = piecesOf(grid.dims, dense, 1);
        const largest = pieces.find(({ size }) => size === Math.max(...pieces.map((piece) => piece.size)));
        const expected = dense.map((value, at) => (value === 1 && !largest?.has(at) ? 0 : value));
        expect(applied(labels, keepLargestIsland(labels, 1))).toEqual(expected);
      }),
      { numRuns: 100 },
    );
  });

  it('[VO43] drops the pieces that are too small', () => {
    fc.assert(
      fc.property(arbitraryLabelled, fc.integer({ min: 1, max: 12 }), ({ grid, dense, labels }, minVoxels) => {
        const small = piecesOf(grid.dims, dense, 2).filter(({ size }) => size < minVoxels);
        const expected = dense.map((value, at) => (small.some((piece) => piece.has(at)) ? 0 : value));
        expect(applied(labels, dropSmallIslands(labels, 2, minVoxels))).toEqual(expected);
      }),
      { numRuns: 100 },
    );
    expect(keepLargestIsland(new Labelmap([3, 3, 3]), 1).isEmpty).toBe(true);
  });

  it('[VO43] takes any number of pieces', () => {
    const dims = [128, 128, 64] as const;
    const dense = new Uint8Array(128 * 128 * 64);
    // A chessboard in 3D: half a million pieces of one voxel, the first of which stays.
    dense.forEach((_, at) => {
      dense[at] = ((at % 128) + (Math.floor(at / 128) % 128) + Math.floor(at / 128 ** 2)) % 2;
    });
    const labels = Labelmap.fromDense(dims, dense);
    const after = applied(labels, keepLargestIsland(labels, 1));
    expect([after.indexOf(1), after.lastIndexOf(1)]).toEqual([1, 1]);
  });
});
