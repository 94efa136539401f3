import type { Dims } from '@scholia/volume';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ContestedRegion, contestedRegions, type LoggedEntry } from './contested.ts';
import { foldAll } from './fold-all.ts';
import { arbitraryOperation, blobOf, TEST_GRID } from './testing/arbitraries.ts';

const box = (author: string, position: bigint, seen: bigint, value: number, from: Dims, to: Dims): LoggedEntry => ({
  author,
  position,
  id: { session: author.charCodeAt(0), counter: Number(position) },
  op: {
    type: 'Fill',
    lamport: Number(position),
    seen,
    layer: 'labels',
    value,
    shape: { type: 'box', from, to },
    policy: { mode: 'all' },
    locked: [],
  },
});
const a1 = box('a', 1n, 0n, 1, [0, 0, 0], [9, 0, 0]);
const b2 = box('b', 2n, 0n, 2, [5, 0, 0], [40, 0, 0]);
const regionsOf = (...entries: LoggedEntry[]) => contestedRegions(TEST_GRID, entries, blobOf);

describe('contestedRegions', () => {
  it('[CO90] lists where one label gave way to another unseen, across bricks', () => {
    const region: ContestedRegion = {
      winner: b2.id,
      winnerAuthor: 'b',
      loser: a1.id,
      loserAuthor: 'a',
      voxels: 5,
      from: [5, 0, 0],
      to: [9, 0, 0],
    };
    expect(regionsOf(a1, b2)).toEqual([region]);
    const wide = box('a', 1n, 0n, 1, [0, 0, 0], [40, 0, 0]);
    expect(regionsOf(wide, b2)).toEqual([{ ...region, voxels: 36, to: [40, 0, 0] }]);
  });

  it('[CO90] looks past further strokes of the same hand', () => {
    const agreed = box('b', 2n, 0n, 1, [0, 0, 0], [9, 0, 0]);
    const changed = box('b', 3n, 0n, 2, [0, 0, 0], [3, 0, 0]);
    expect(regionsOf(a1, agreed, changed)).toMatchObject([{ winner: changed.id, loser: a1.id, voxels: 4 }]);
  });

  it('[CO90] lists nothing where the other was seen, the label is the same, or the work is undone or of one person', () => {
    expect(regionsOf(a1, box('b', 2n, 1n, 2, [5, 0, 0], [9, 0, 0]))).toEqual([]);
    expect(regionsOf(a1, box('b', 2n, 0n, 1, [5, 0, 0], [9, 0, 0]))).toEqual([]);
    expect(regionsOf(a1, { ...b2, author: 'a' })).toEqual([]);
    const undo: LoggedEntry = {
      ...b2,
      id: { session: 9, counter: 0 },
      position: 3n,
      op: { type: 'Undo', lamport: 3, seen: 2n, target: a1.id },
    };
    expect(regionsOf(a1, b2, undo)).toEqual([]);
  });

  it('[CO91] forgets what somebody who had seen both has written again', () => {
    expect(regionsOf(a1, b2, box('c', 3n, 2n, 2, [0, 0, 0], [7, 0, 0]))).toMatchObject([
      { voxels: 2, from: [8, 0, 0] },
    ]);
    const blind = box('c', 3n, 0n, 3, [0, 0, 0], [7, 0, 0]);
    const pairs = regionsOf(a1, b2, blind).map(({ winnerAuthor, loserAuthor, voxels }) => [
      winnerAuthor + loserAuthor,
      voxels,
    ]);
    expect(Object.fromEntries(pairs)).toEqual({ ca: 5, cb: 3, ba: 2 });
  });

  it('[CO92] whatever is contested carries the winner’s label, and was written by both', () => {
    const people = fc.constantFrom('a', 'b', 'c');
    const target = fc.record({ session: fc.constantFrom(97, 98, 99), counter: fc.nat(12) });
    const operations = fc.array(fc.tuple(people, arbitraryOperation(target), fc.nat(6)), {
      minLength: 2,
      maxLength: 12,
    });
    fc.assert(
      fc.property(operations, (list) => {
        const entries = list.map(([author, op, behind], n): LoggedEntry => {
          const stamp = { lamport: n + 1, seen: BigInt(Math.max(0, n - behind)) };
          const id = { session: author.charCodeAt(0), counter: n };
          return { author, position: BigInt(n + 1), id, op: { ...op, ...stamp } };
        });
        const { labels } = foldAll(TEST_GRID, entries, blobOf);
        for (const { winner, loser, from, to, voxels } of regionsOf(...entries)) {
          const [w, l] = [winner, loser].map(({ counter }) => entries[counter]);
          expect(w.author).not.toBe(l.author);
          expect(w.position > l.op.seen && l.position > w.op.seen).toBe(true);
          expect(voxels).toBeGreaterThan(0);
          expect(from.every((at, axis) => at >= 0 && at <= to[axis] && to[axis] < TEST_GRID.dims[axis])).toBe(true);
          if (w.op.type === 'Stroke' || w.op.type === 'Fill') {
            const size = (to[0] - from[0] + 1) * (to[1] - from[1] + 1) * (to[2] - from[2] + 1);
            expect(voxels).toBeLessThanOrEqual(size);
            if (voxels === size) expect(labels.get(...from)).toBe(w.op.value);
          }
        }
      }),
    );
  });
});
