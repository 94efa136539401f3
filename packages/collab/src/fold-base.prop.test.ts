import { isAppError, must } from '@scholia/core';
import { labelmapDigest } from '@scholia/volume';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Fold } from './fold.ts';
import { foldAll } from './fold-all.ts';
import { decodeFoldBase, encodeFoldBase, isCovered } from './fold-base.ts';
import type { OperationEntry } from './operation.ts';
import { arbitraryEntries, TEST_BLOBS, TEST_GRID } from './testing/arbitraries.ts';

/** The base of the first so many operations of each session. */
function baseOf(entries: readonly OperationEntry[], counts: readonly number[]) {
  const clocks = new Map(counts.map((count, session) => [session, count]));
  const covered = entries.filter(({ id }) => isCovered({ clocks }, id));
  const known = new Map(
    counts.map((_, session) => [session, covered.filter(({ id }) => id.session === session).length]),
  );
  return { clocks: known, ...foldAll(TEST_GRID, covered, TEST_BLOBS) };
}

const contentOf = (fold: Pick<Fold, 'labels' | 'prompts'>) => [
  labelmapDigest(fold.labels),
  labelmapDigest(fold.prompts),
];

const arbitraryStart = arbitraryEntries(50).chain((entries) =>
  fc.record({
    entries: fc.constant(entries),
    counts: fc.tuple(fc.nat(20), fc.nat(20), fc.nat(20)),
    arrivals: fc.shuffledSubarray(entries, { minLength: entries.length }),
    /** How many of the others come together with the base's own. */
    together: fc.nat(15),
    lateBlobs: fc.boolean(),
  }),
);

describe('a fold from a base', () => {
  it('[CO21] equals the fold from nothing, after every step, whenever blobs come', () => {
    fc.assert(
      fc.property(arbitraryStart, ({ entries, counts, arrivals, together, lateBlobs }) => {
        const base = baseOf(entries, counts);
        const old = arrivals.filter(({ id }) => isCovered(base, id));
        const others = arrivals.filter(({ id }) => !isCovered(base, id));
        const asked = new Set<string>();
        const fold = new Fold(TEST_GRID, {
          blobOf: lateBlobs ? undefined : (digest) => TEST_BLOBS.get(digest),
          onMissing: (digest) => asked.add(digest),
          cacheBytes: 20_000,
        });
        const known = [...old, ...others.slice(0, together)];
        fold.startFrom(decodeFoldBase(encodeFoldBase(base), TEST_GRID.dims), known);
        for (const entry of [...others.slice(together), undefined]) {
          // Folding a mask's bricks may show that another mask is needed there.
          while (fold.missingBlobs().length > 0 && (!entry || known.length % 3 === 0))
            for (const digest of fold.missingBlobs()) {
              expect(asked.has(digest)).toBe(true);
              fold.provideBlob(digest, must(TEST_BLOBS.get(digest), 'masks name these blobs'));
            }
          if (fold.missingBlobs().length === 0)
            expect(contentOf(fold)).toEqual(contentOf(foldAll(TEST_GRID, known, TEST_BLOBS)));
          if (entry) fold.apply([entry]);
          if (entry) known.push(entry);
        }
        expect(fold.missingBlobs()).toEqual([]);
        expect(contentOf(fold)).toEqual(contentOf(foldAll(TEST_GRID, entries, TEST_BLOBS)));
      }),
      { numRuns: 300 },
    );
  });

  it('[CO21] tells who wrote each voxel, also of what the base holds', () => {
    fc.assert(
      fc.property(arbitraryStart, ({ entries, counts }) => {
        const whole = new Fold(TEST_GRID, { blobOf: (digest) => TEST_BLOBS.get(digest) });
        whole.apply(entries);
        const fold = new Fold(TEST_GRID, { blobOf: (digest) => TEST_BLOBS.get(digest) });
        fold.startFrom(baseOf(entries, counts), entries);
        const [di, dj, dk] = TEST_GRID.dims;
        for (let at = 0; at < di * dj * dk; at += 11) {
          const ijk = [at % di, Math.floor(at / di) % dj, Math.floor(at / di / dj)] as const;
          expect(fold.blame(...ijk)).toEqual(whole.blame(...ijk));
        }
      }),
      { numRuns: 10 },
    );
  });
});

describe('encodeFoldBase', () => {
  it('[CO22] is read back, and equal bases have equal bytes', () => {
    fc.assert(
      fc.property(arbitraryStart, ({ entries, counts }) => {
        const base = baseOf(entries, counts);
        const bytes = encodeFoldBase(base);
        const read = decodeFoldBase(bytes, TEST_GRID.dims);
        expect(new Map(read.clocks)).toEqual(new Map(base.clocks));
        expect(contentOf(read)).toEqual(contentOf(base));
        expect(encodeFoldBase(read)).toEqual(bytes);
      }),
      { numRuns: 20 },
    );
  });

  it('[CO22] damaged bytes are refused', () => {
    const bytes = encodeFoldBase(baseOf([], [3, 0, 70_000]));
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), fc.boolean(), (at, flip, cut) => {
        const damaged = cut ? bytes.slice(0, at) : bytes.map((byte, n) => (n === at ? byte ^ flip : byte));
        try {
          decodeFoldBase(damaged, TEST_GRID.dims);
        } catch (error) {
          if (!isAppError(error)) throw error;
        }
      }),
      { numRuns: 300 },
    );
    expect(() => decodeFoldBase(bytes, [5, 5, 5])).toThrow('malformed');
  });
});
