import type { Dims } from '@scholia/volume';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Fold } from './fold.ts';
import { foldAll } from './fold-all.ts';
import type { OperationEntry } from './operation.ts';
import { compareEntries, idText } from './order.ts';
import { arbitraryEntries, blobOf, TEST_BLOBS, TEST_GRID } from './testing/arbitraries.ts';
import { voxelHistory } from './voxel-history.ts';

const arbitraryVoxel: fc.Arbitrary<Dims> = fc.tuple(
  ...TEST_GRID.dims.map((size) => fc.integer({ min: 0, max: size - 1 })),
) as fc.Arbitrary<never>;

/** What counts, in total order: undone by the last marker that names it, or not. */
function counting(entries: readonly OperationEntry[]): OperationEntry[] {
  const ordered = [...entries].sort(compareEntries);
  const undone = new Map<string, boolean>();
  for (const { op } of ordered)
    if (op.type === 'Undo' || op.type === 'Redo') undone.set(idText(op.target), op.type === 'Undo');
  return ordered.filter(({ id, op }) => 'layer' in op && undone.get(idText(id)) !== true);
}

describe('voxelHistory', () => {
  it('[CO23] is how blame changes as the operations that count are folded one by one', () => {
    fc.assert(
      fc.property(arbitraryEntries(), arbitraryVoxel, fc.nat(), (entries, voxel, pick) => {
        const fold = new Fold(TEST_GRID, { blobOf });
        const told = counting(entries).flatMap((entry) => {
          fold.apply([entry]);
          const blame = fold.blame(...voxel);
          return blame?.id === entry.id ? [{ id: idText(entry.id), value: blame.value }] : [];
        });
        const shuffled = [...entries.slice(pick % entries.length), ...entries.slice(0, pick % entries.length)];
        const found = voxelHistory(TEST_GRID, shuffled, voxel, blobOf);
        expect(found.map(({ entry, value }) => ({ id: idText(entry.id), value }))).toEqual(told);
        expect(found.at(-1)?.value ?? 0).toBe(foldAll(TEST_GRID, entries, TEST_BLOBS).labels.get(...voxel));
      }),
      { numRuns: 150 },
    );
  });

  it('[CO23] an operation whose blob is not here wrote nothing, and one on the prompt layer no label', () => {
    const writing = { policy: { mode: 'all' }, locked: [] } as const;
    const [blob] = TEST_BLOBS.keys();
    const shape = { type: 'box', from: [0, 0, 0], to: [9, 9, 9] } as const;
    const entries: OperationEntry[] = [
      { type: 'Mask', layer: 'labels', blob, source: { type: 'import' } } as const,
      { type: 'Fill', layer: 'prompts', value: 2, shape } as const,
      { type: 'Fill', layer: 'labels', value: 0, shape } as const,
    ].map((op, n) => ({ id: { session: 1, counter: n }, op: { ...op, ...writing, lamport: n + 1, seen: 0n } }));
    expect(voxelHistory(TEST_GRID, entries, [3, 0, 0], () => undefined)).toEqual([{ entry: entries[2], value: 0 }]);
    expect(voxelHistory(TEST_GRID, entries, [10, 9, 9], () => undefined)).toEqual([]);
  });
});
