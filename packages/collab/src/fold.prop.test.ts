import { labelmapDigest } from '@scholia/volume';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { appendOperation, entriesOf } from './document.ts';
import { Fold } from './fold.ts';
import { foldAll } from './fold-all.ts';
import type { OperationId } from './operation.ts';
import { idText } from './order.ts';
import { promptsInForce } from './prompts.ts';
import { arbitraryEntries, arbitraryScript, blobOf, TEST_BLOBS, TEST_GRID } from './testing/arbitraries.ts';

const newFold = () => new Fold(TEST_GRID, { blobOf, cacheBytes: 20_000 });

const contentOf = (fold: { labels: Fold['labels']; prompts: Fold['prompts'] }) => [
  labelmapDigest(fold.labels),
  labelmapDigest(fold.prompts),
];

describe('Fold', () => {
  it('[CO10] equals the oracle, whatever the order and the grouping of arrival, repeats included', () => {
    fc.assert(
      fc.property(
        arbitraryEntries().chain((entries) =>
          fc.tuple(
            fc.constant(entries),
            fc.shuffledSubarray([...entries, ...entries], { minLength: 2 * entries.length }),
            fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
          ),
        ),
        ([entries, arrivals, sizes]) => {
          const fold = newFold();
          for (let at = 0, n = 0; at < arrivals.length; n++) {
            const size = sizes[n % sizes.length];
            fold.apply(arrivals.slice(at, at + size));
            at += size;
          }
          const oracle = foldAll(TEST_GRID, entries, TEST_BLOBS);
          expect(contentOf(fold)).toEqual(contentOf(oracle));
          expect(fold.digest()).toBe(labelmapDigest(oracle.labels));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('[CO11] keeps equal to the oracle after every step, and reports every brick that changes', () => {
    fc.assert(
      fc.property(
        arbitraryEntries(15).chain((entries) => fc.shuffledSubarray(entries, { minLength: entries.length })),
        (arrivals) => {
          const fold = newFold();
          arrivals.forEach((entry, n) => {
            const before = { labels: fold.labels.clone(), prompts: fold.prompts.clone() };
            const changed = fold.apply([entry]);
            expect(contentOf(fold)).toEqual(contentOf(foldAll(TEST_GRID, arrivals.slice(0, n + 1), TEST_BLOBS)));
            for (const layer of ['labels', 'prompts'] as const)
              for (const [brick, voxels] of fold[layer].bricks())
                if (!changed[layer].has(brick))
                  expect(Buffer.compare(voxels, before[layer].brick(brick) ?? new Uint8Array())).toBe(0);
          });
        },
      ),
      { numRuns: 30 },
    );
  });

  it('[CO24] the prompt layer is the fold of the prompts in force', () => {
    fc.assert(
      fc.property(arbitraryEntries(), (entries) => {
        const fold = newFold();
        fold.apply(entries);
        const prompts = promptsInForce(fold);
        const { operations } = fold;
        const inForce = new Set(prompts.map(({ id }) => idText(id)));
        const kept = operations.filter(({ id }) => inForce.has(idText(id)));
        expect(prompts).toEqual(kept.map(({ id, op }) => ({ id, op })).reverse());
        expect(labelmapDigest(foldAll(TEST_GRID, kept, TEST_BLOBS).prompts)).toBe(labelmapDigest(fold.prompts));
        for (const { op } of prompts) expect(op.layer).toBe('prompts');
      }),
      { numRuns: 60 },
    );
  });

  it('[CO12] does not depend on when blobs come', () => {
    fc.assert(
      fc.property(arbitraryEntries(), fc.nat(40), (entries, late) => {
        const fold = new Fold(TEST_GRID);
        fold.apply(entries.slice(0, late));
        const missing = fold.missingBlobs();
        for (const digest of missing) {
          const blob = TEST_BLOBS.get(digest);
          if (blob) fold.provideBlob(digest, blob);
        }
        fold.apply(entries.slice(late));
        for (const [digest, blob] of TEST_BLOBS) fold.provideBlob(digest, blob);
        expect(fold.missingBlobs()).toEqual([]);
        expect(contentOf(fold)).toEqual(contentOf(foldAll(TEST_GRID, entries, TEST_BLOBS)));
      }),
      { numRuns: 40 },
    );
  });

  it('[CO13] n clients that write, exchange in part, twice and out of order, end with equal folds', () => {
    fc.assert(
      fc.property(arbitraryScript(3, 40), (script) => {
        const docs = [0, 1, 2].map((session) => {
          const doc = new Y.Doc();
          doc.clientID = session;
          return doc;
        });
        const folds = docs.map(() => newFold());
        const receive = (n: number) => folds[n].apply(entriesOf(docs[n]).entries);
        for (const { session, from, operation } of script)
          if (operation) {
            appendOperation(docs[session], { ...operation, lamport: folds[session].highestLamport + 1, seen: 0n });
            receive(session);
          } else {
            Y.applyUpdate(docs[session], Y.encodeStateAsUpdate(docs[from]));
            receive(session);
          }
        for (let round = 0; round < 2; round++)
          for (const from of docs)
            docs.forEach((to, n) => {
              Y.applyUpdate(to, Y.encodeStateAsUpdate(from, Y.encodeStateVector(to)));
              receive(n);
            });
        const oracle = contentOf(foldAll(TEST_GRID, entriesOf(docs[0]).entries, TEST_BLOBS));
        for (const fold of folds) expect(contentOf(fold)).toEqual(oracle);
      }),
      { numRuns: 40 },
    );
  });

  it('[CO14] an undo never changes a voxel that somebody wrote later', () => {
    fc.assert(
      fc.property(arbitraryEntries(), fc.nat(), (entries, pick) => {
        const fold = newFold();
        fold.apply(entries);
        const targets = fold.operations.filter(
          ({ id, op }) => fold.isActive(id) && op.type === 'Stroke' && op.layer === 'labels',
        );
        fc.pre(targets.length > 0);
        const target = targets[pick % targets.length];
        const lamport = fold.highestLamport + 1;
        const before = fold.labels.toDense();
        const writers = blames(fold);
        fold.apply([{ id: { session: 9, counter: 0 }, op: { type: 'Undo', lamport, seen: 0n, target: target.id } }]);
        const after = fold.labels.toDense();
        before.forEach((value, at) => {
          const writer = writers[at];
          const isLater =
            writer && fold.operations.findIndex(({ id }) => same(id, writer)) > fold.operations.indexOf(target);
          // A later writer whose policy looked at what it overwrote may have written only because of the target.
          const looked =
            isLater &&
            fold.operations.some(
              ({ id, op }) => same(id, writer) && 'policy' in op && (op.policy.mode !== 'all' || op.locked.length > 0),
            );
          if (isLater && !looked) expect(after[at]).toBe(value);
        });
        fold.apply([
          { id: { session: 9, counter: 1 }, op: { type: 'Redo', lamport: lamport + 1, seen: 0n, target: target.id } },
        ]);
        expect(fold.labels.toDense()).toEqual(before);
      }),
      { numRuns: 25 },
    );
  });
});

function same(a: OperationId, b: OperationId): boolean {
  return a.session === b.session && a.counter === b.counter;
}

function blames(fold: Fold): (OperationId | undefined)[] {
  const [di, dj, dk] = TEST_GRID.dims;
  return Array.from(
    { length: di * dj * dk },
    (_, at) => fold.blame(at % di, Math.floor(at / di) % dj, Math.floor(at / di / dj))?.id,
  );
}
