import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { longestRuns, type SliceRuns, slicesIn, unionOfRuns } from './slice-runs.ts';

const arbitraryRuns = fc
  .array(
    fc.tuple(fc.nat(60), fc.nat(9)).map(([first, more]) => [first, first + more] as const),
    { maxLength: 12 },
  )
  .map((runs) => unionOfRuns(runs));
const slicesOf = (runs: SliceRuns) =>
  runs.flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, n) => first + n));

describe('unionOfRuns', () => {
  it('[VO51] holds each slice of either set once, in runs that ascend and do not touch', () => {
    fc.assert(
      fc.property(arbitraryRuns, arbitraryRuns, (a, b) => {
        const union = unionOfRuns(a, b);
        const oracle = [...new Set([...slicesOf(a), ...slicesOf(b)])].sort((x, y) => x - y);
        expect(slicesOf(union)).toEqual(oracle);
        expect(slicesIn(union)).toBe(oracle.length);
        expect(union.every(([first], n) => n === 0 || first > union[n - 1][1] + 1)).toBe(true);
        expect(unionOfRuns(b, a)).toEqual(union);
        expect(unionOfRuns(union, a)).toEqual(union);
      }),
    );
  });
});

describe('longestRuns', () => {
  it('[VO51] leaves out none that is longer than one it keeps', () => {
    fc.assert(
      fc.property(arbitraryRuns, fc.integer({ min: 1, max: 6 }), (runs, limit) => {
        const kept = longestRuns(runs, limit);
        expect(kept).toHaveLength(Math.min(limit, runs.length));
        expect(unionOfRuns(kept)).toEqual(kept);
        const cut = runs.filter((run) => !kept.includes(run));
        const length = (run: readonly [number, number]) => slicesIn([run]);
        expect(Math.max(0, ...cut.map(length))).toBeLessThanOrEqual(Math.min(...kept.map(length), 100));
      }),
    );
  });
});
