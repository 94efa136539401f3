import { type Digest, digestOf, type ProposalId } from '@scholia/core';
import { ERASE, encodeLabelmap, encodePatch, type Grid, Labelmap, type StrokeShape } from '@scholia/volume';
import { arbitraryRegion } from '@scholia/volume/testing';
import fc from 'fast-check';
import {
  type MaskSource,
  type Operation,
  type OperationEntry,
  type OperationId,
  type OverwritePolicy,
  PATCH_TOOLS,
} from '../operation.ts';

/** Larger than one brick along i and j, so that operations touch different bricks. */
export const TEST_GRID: Grid = { dims: [48, 40, 12], spacingUm: [1000, 1000, 2500] };

export const arbitraryShape: fc.Arbitrary<StrokeShape> = fc.record({
  shape: fc.constantFrom('disc' as const, 'sphere' as const),
  axis: fc.constantFrom(0 as const, 1 as const, 2 as const),
  radiusUm: fc.constantFrom(0, 1500, 4000, 9000),
  points: fc
    .array(fc.tuple(...TEST_GRID.dims.map((size) => fc.integer({ min: -4, max: 8 * size - 5 }))), {
      minLength: 1,
      maxLength: 3,
    })
    .map((points) => Int32Array.from(points.flat())),
});

const arbitraryPolicy: fc.Arbitrary<OverwritePolicy> = fc.oneof(
  fc.constant({ mode: 'all' } as const),
  fc.constant({ mode: 'onlyEmpty' } as const),
  fc.integer({ min: 0, max: 3 }).map((label) => ({ mode: 'onlyLabel', label }) as const),
);

const writing = {
  policy: arbitraryPolicy,
  locked: fc.uniqueArray(fc.integer({ min: 0, max: 3 }), { maxLength: 2 }).map((labels) => labels.sort()),
};

/** Three blobs that masks name (the third is of another size than the image), and one that a patch names. */
export const TEST_BLOBS: ReadonlyMap<Digest, Labelmap> = new Map(
  [1, 2, 3, 4].map((value) => {
    const dims = value === 3 ? ([5, 5, 5] as const) : TEST_GRID.dims;
    const blob = new Labelmap(dims);
    for (let j = 0; j < dims[1]; j += value) blob.fillRun(value, dims[0] - 1 - 7 * (j % 3), j, 2 * value - 2, value);
    if (value === 4) blob.fillRun(0, 40, 3, 5, ERASE);
    return [digestOf(value === 4 ? encodePatch(blob) : encodeLabelmap(blob)), blob];
  }),
);

export const blobOf = (digest: Digest): Labelmap | undefined => TEST_BLOBS.get(digest);

const FINITE = { noNaN: true, noDefaultInfinity: true };
const PROPOSAL = '01890000-0000-7000-8000-0000000000ff' as ProposalId;

const arbitrarySource: fc.Arbitrary<MaskSource> = fc.constantFrom<MaskSource>(
  { type: 'import' },
  { type: 'proposal', proposalId: PROPOSAL },
);

/** A few runs, some of which erase. */
const arbitraryChanges = fc
  .array(fc.tuple(fc.nat(40), fc.nat(7), fc.nat(39), fc.nat(11), fc.constantFrom(1, 2, 3, ERASE)), {
    minLength: 1,
    maxLength: 4,
  })
  .map((runs) => {
    const changes = new Labelmap(TEST_GRID.dims);
    for (const [i, more, j, k, value] of runs) changes.fillRun(i, i + more, j, k, value);
    return changes;
  });

const arbitraryContent = fc.oneof(
  arbitraryChanges.map((changes) => ({ patch: encodePatch(changes) })),
  fc.constantFrom(...TEST_BLOBS.keys()).map((blob) => ({ blob })),
);

type Unstamped<T> = T extends unknown ? Omit<T, 'lamport' | 'seen'> : never;

/** An operation without its stamps; `targets` are ids that markers may name. */
export function arbitraryOperation(targets: fc.Arbitrary<OperationId>): fc.Arbitrary<Unstamped<Operation>> {
  return fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        type: fc.constant('Stroke' as const),
        layer: fc.constantFrom('labels' as const, 'labels' as const, 'prompts' as const),
        value: fc.integer({ min: 0, max: 3 }),
        shape: arbitraryShape,
        ...writing,
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        type: fc.constant('Fill' as const),
        layer: fc.constantFrom('labels' as const, 'labels' as const, 'prompts' as const),
        value: fc.integer({ min: 0, max: 3 }),
        shape: arbitraryRegion(TEST_GRID),
        ...writing,
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        type: fc.constant('Mask' as const),
        layer: fc.constant('labels' as const),
        blob: fc.constantFrom(...TEST_BLOBS.keys()),
        source: arbitrarySource,
        ...writing,
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        type: fc.constant('Patch' as const),
        layer: fc.constant('labels' as const),
        tool: fc.constantFrom(...PATCH_TOOLS),
        parameters: fc.dictionary(fc.stringMatching(/^[a-z][A-Za-z0-9]{0,31}$/), fc.double(FINITE), {
          maxKeys: 3,
          noNullPrototype: true,
        }),
        content: arbitraryContent,
        ...writing,
      }),
    },
    { weight: 3, arbitrary: fc.record({ type: fc.constantFrom('Undo' as const, 'Redo' as const), target: targets }) },
    {
      weight: 1,
      arbitrary: fc.record({
        type: fc.constantFrom('Undo' as const, 'Redo' as const),
        target: targets,
        reason: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 50 }),
      }),
    },
    { weight: 1, arbitrary: fc.record({ type: fc.constant('ClearPrompts' as const) }) },
  );
}

/** A step of a session: write an operation (markers name one of the operations so far), or receive from another. */
export const arbitraryScript = (sessions: number, maxLength: number) =>
  fc.array(
    fc.record({
      session: fc.nat(sessions - 1),
      from: fc.nat(sessions - 1),
      operation: fc.option(arbitraryOperation(fc.record({ session: fc.nat(sessions - 1), counter: fc.nat(6) })), {
        nil: undefined,
      }),
      bump: fc.nat(2),
    }),
    { minLength: 1, maxLength },
  );

/** Operations of three sessions, as they were written. */
export const arbitraryEntries = (maxLength = 40): fc.Arbitrary<OperationEntry[]> =>
  arbitraryScript(3, maxLength).map((script) => {
    const lamports = [0, 0, 0];
    const counters = [0, 0, 0];
    return script.flatMap(({ session, operation, bump, from }) => {
      if (!operation) {
        lamports[session] = Math.max(lamports[session], lamports[from]);
        return [];
      }
      lamports[session] += 1 + bump;
      return [
        { id: { session, counter: counters[session]++ }, op: { ...operation, lamport: lamports[session], seen: 0n } },
      ];
    });
  });
