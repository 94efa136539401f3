import type { Digest, ProposalId, UserId } from '@scholia/core';
import { ByteWriter, type Dims, ERASE, encodePatch, Labelmap } from '@scholia/volume';
import fc from 'fast-check';
import * as encoding from 'lib0/encoding';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { checkUpdate, patchProblem, type UpdateContext, type UpdateVerdict } from './check-update.ts';
import { appendOperation, entriesOf } from './document.ts';
import type { FillOperation, Operation, OperationId, PatchOperation, StrokeOperation } from './operation.ts';
import { decodeOperation, encodeOperation } from './operation-codec.ts';
import { idText } from './order.ts';
import { TEST_GRID } from './testing/arbitraries.ts';

const ME = 'reader-1' as UserId;
const OTHER = 'reader-2' as UserId;
const REVIEWER = 'reviewer-1' as UserId;
const PROPOSAL = '01890000-0000-7000-8000-0000000000ff' as ProposalId;
const BLOB = 'ab'.repeat(32) as Digest;
const STORED_PATCH = 'cd'.repeat(32) as Digest;
const IMPORTED = 'ef'.repeat(32) as Digest;

/** A server in memory: judges, and takes in what it accepts. */
class Server {
  readonly doc = new Y.Doc();
  readonly #owners = new Map<number, UserId>();
  readonly #operations = new Map<string, UserId>();
  readonly #lamports = new Map<number, number>();

  send(user: UserId, update: Uint8Array, changes: Partial<UpdateContext> = {}): UpdateVerdict {
    const before = Y.encodeStateAsUpdate(this.doc);
    const verdict = checkUpdate(update, {
      doc: this.doc,
      grid: TEST_GRID,
      labelValues: new Set([1, 2, 3]),
      highestLamport: Math.max(0, ...this.#lamports.values()),
      lastLamportOf: (session) => this.#lamports.get(session) ?? 0,
      ownerOf: (session) => this.#owners.get(session),
      user,
      ownerOfOperation: (id) => this.#operations.get(idText(id)),
      patchBlob: (digest) => digest === STORED_PATCH,
      proposal: (id) => (id === PROPOSAL ? { blob: BLOB } : undefined),
      mayUndoOthers: user === REVIEWER,
      mayImport: (digest) => digest === IMPORTED,
      mayRestore: false,
      maxOperationBytes: 1000,
      ...changes,
    });
    expect(Y.encodeStateAsUpdate(this.doc)).toEqual(before);
    if (verdict.type !== 'Accepted') return verdict;
    for (const { id, op } of verdict.entries) {
      this.#owners.set(id.session, user);
      this.#operations.set(idText(id), user);
      this.#lamports.set(id.session, op.lamport);
    }
    Y.applyUpdate(this.doc, verdict.novel);
    expect(this.doc.store.pendingStructs).toBeNull();
    return verdict;
  }
}

function codeOf(verdict: UpdateVerdict): string {
  return verdict.type === 'Refused' ? verdict.code : verdict.type;
}

function stroke(lamport: number, changes: Partial<StrokeOperation> = {}): StrokeOperation {
  const shape = { shape: 'disc', axis: 2, radiusUm: 1000, points: Int32Array.of(80, 80, 40) } as const;
  return {
    type: 'Stroke',
    lamport,
    seen: 0n,
    layer: 'labels',
    value: 1,
    shape,
    policy: { mode: 'all' },
    locked: [],
    ...changes,
  };
}

function clientOf(server: Server, session: number): Y.Doc {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(server.doc));
  doc.clientID = session;
  return doc;
}

function updateWith(server: Server, session: number, ...operations: (Operation | Uint8Array)[]): Uint8Array {
  const doc = clientOf(server, session);
  const before = Y.encodeStateVector(doc);
  doc.getArray<Uint8Array>('ops').push(operations.map((op) => (op instanceof Uint8Array ? op : encodeOperation(op))));
  return Y.encodeStateAsUpdate(doc, before);
}

describe('checkUpdate', () => {
  it('[CO30] accepts operations with the ids of their items, and gives back an update of only what is new', () => {
    const server = new Server();
    const client = clientOf(server, 7);
    const first = appendOperation(client, stroke(1));
    expect(codeOf(server.send(ME, Y.encodeStateAsUpdate(client)))).toBe('Accepted');
    const second = appendOperation(client, stroke(2));
    const third = appendOperation(client, { type: 'Undo', lamport: 3, seen: 1n, target: first });
    const whole = Y.encodeStateAsUpdate(client);
    const verdict = server.send(ME, whole);
    expect(verdict.type === 'Accepted' && verdict.entries.map(({ id }) => id)).toEqual([second, third]);
    expect(verdict.type === 'Accepted' && verdict.novel.length).toBeLessThan(whole.length);
    expect(server.send(ME, whole)).toEqual({ type: 'Nothing' });
    expect(server.send(OTHER, whole)).toEqual({ type: 'Nothing' });
    expect(server.send(OTHER, Y.encodeStateAsUpdate(new Y.Doc()))).toEqual({ type: 'Nothing' });
    expect(entriesOf(server.doc).entries).toHaveLength(3);
  });

  it('[CO31] refuses what is not an operation in the list of operations', () => {
    const server = new Server();
    const updates = [
      (doc: Y.Doc) => doc.getArray('other').push([encodeOperation(stroke(1))]),
      (doc: Y.Doc) => doc.getMap('ops').set('key', encodeOperation(stroke(1))),
      (doc: Y.Doc) => doc.getArray('ops').push(['text']),
      (doc: Y.Doc) => doc.getArray('ops').push([{ type: 'Stroke' }]),
      (doc: Y.Doc) => doc.getArray('ops').push([new Y.Array()]),
      (doc: Y.Doc) => doc.getText('ops').insert(0, 'text'),
      (doc: Y.Doc) => doc.getArray('ops').push([Uint8Array.of(1, 2, 3)]),
      (doc: Y.Doc) => doc.getArray('ops').push([encodeOperation(stroke(1)), new Uint8Array()]),
    ].map((edit) => {
      const doc = new Y.Doc();
      edit(doc);
      return Y.encodeStateAsUpdate(doc);
    });
    for (const update of updates) expect(codeOf(server.send(ME, update))).toBe('malformed');
    expect(codeOf(server.send(ME, new Uint8Array()))).toBe('malformed');
  });

  it('[CO32] refuses the deletion of anything, also as it shows in repeated history', () => {
    const server = new Server();
    server.send(ME, updateWith(server, 7, stroke(1)));
    const client = clientOf(server, 7);
    client.getArray('ops').delete(0, 1);
    expect(codeOf(server.send(ME, Y.encodeStateAsUpdate(client)))).toBe('deletes-history');
    expect(codeOf(server.send(ME, Y.encodeStateAsUpdate(client, Y.encodeStateVector(server.doc))))).toBe(
      'deletes-history',
    );
    expect(entriesOf(server.doc).entries).toHaveLength(1);
  });

  it('[CO33] refuses an update that builds on what the server does not have, instead of keeping it pending', () => {
    const server = new Server();
    const client = clientOf(server, 7);
    appendOperation(client, stroke(1));
    const gap = Y.encodeStateVector(client);
    appendOperation(client, stroke(2));
    expect(codeOf(server.send(ME, Y.encodeStateAsUpdate(client, gap)))).toBe('missing-dependencies');
    const friend = clientOf(server, 8);
    Y.applyUpdate(friend, Y.encodeStateAsUpdate(client));
    const own = Y.encodeStateVector(friend);
    appendOperation(friend, stroke(3));
    expect(codeOf(server.send(ME, Y.encodeStateAsUpdate(friend, own)))).toBe('missing-dependencies');
    expect(codeOf(server.send(ME, Y.encodeStateAsUpdate(friend)))).toBe('Accepted');
  });

  it('[CO34] refuses circular and forward references, which Yjs would keep pending or fall over', () => {
    const server = new Server();
    const bytes = encodeOperation(stroke(1));
    const item = (session: number, origin: OperationId) => ({ session, items: [{ origin, bytes }] });
    const circular = handmade([item(7, { session: 8, counter: 0 }), item(8, { session: 7, counter: 0 })]);
    expect(codeOf(server.send(ME, circular))).toBe('missing-dependencies');
    expect(codeOf(server.send(ME, handmade([item(7, { session: 7, counter: 0 })])))).toBe('missing-dependencies');
    expect(codeOf(server.send(ME, handmade([item(7, { session: 7, counter: 5 })])))).toBe('missing-dependencies');
    const twice = handmade([
      { session: 7, items: [{ bytes }] },
      { session: 7, items: [{ bytes }] },
    ]);
    expect(codeOf(server.send(ME, twice))).toBe('malformed');
  });

  it('[CO35] binds a session to its first user', () => {
    const server = new Server();
    server.send(ME, updateWith(server, 7, stroke(1)));
    expect(codeOf(server.send(OTHER, updateWith(server, 7, stroke(2))))).toBe('foreign-session');
    expect(codeOf(server.send(ME, updateWith(server, 7, stroke(2))))).toBe('Accepted');
  });

  it('[CO36] keeps Lamport numbers rising per session, and never more than one above all others', () => {
    const server = new Server();
    expect(codeOf(server.send(ME, updateWith(server, 7, stroke(2))))).toBe('bad-lamport');
    expect(codeOf(server.send(ME, updateWith(server, 7, stroke(1), stroke(2), stroke(3))))).toBe('Accepted');
    expect(codeOf(server.send(ME, updateWith(server, 7, stroke(3))))).toBe('bad-lamport');
    expect(codeOf(server.send(ME, updateWith(server, 7, stroke(4), stroke(4))))).toBe('bad-lamport');
    expect(codeOf(server.send(ME, updateWith(server, 7, stroke(5), stroke(4))))).toBe('bad-lamport');
    expect(codeOf(server.send(ME, updateWith(server, 7, stroke(4), stroke(6))))).toBe('bad-lamport');
    expect(codeOf(server.send(OTHER, updateWith(server, 8, stroke(1))))).toBe('Accepted');
    expect(codeOf(server.send(OTHER, updateWith(server, 8, stroke(4))))).toBe('Accepted');
    const [tab1, tab2] = [clientOf(server, 9), clientOf(server, 10)];
    appendOperation(tab1, stroke(5));
    Y.applyUpdate(tab2, Y.encodeStateAsUpdate(tab1));
    appendOperation(tab2, stroke(6));
    Y.applyUpdate(tab1, Y.encodeStateAsUpdate(tab2));
    appendOperation(tab1, stroke(7));
    expect(codeOf(server.send(OTHER, Y.encodeStateAsUpdate(tab1)))).toBe('Accepted');
  });

  it('[CO37] refuses labels, places and sizes that the reading does not have', () => {
    const server = new Server();
    const shape = stroke(1).shape;
    const box = (from: Dims, to: Dims): FillOperation => {
      const { type: _, shape: __, ...rest } = stroke(4);
      return { ...rest, type: 'Fill', shape: { type: 'box', from, to } };
    };
    const cases: [string, Operation][] = [
      ['Accepted', stroke(1, { value: 0 })],
      ['unknown-label', stroke(2, { value: 4 })],
      ['unknown-label', stroke(2, { value: 255 })],
      ['Accepted', stroke(2, { value: 255, layer: 'prompts' })],
      ['unknown-label', stroke(3, { value: 4, layer: 'prompts' })],
      ['outside-image', stroke(3, { shape: { ...shape, points: Int32Array.of(80, 80, 8 * 12 - 4) } })],
      ['outside-image', stroke(3, { shape: { ...shape, points: Int32Array.of(80, 80, 40, -5, 80, 40) } })],
      ['Accepted', stroke(3, { shape: { ...shape, points: Int32Array.of(-4, -4, 8 * 12 - 5) } })],
      ['outside-image', box([0, 0, 0], [48, 0, 0])],
      ['unknown-label', { ...box([0, 0, 0], [1, 1, 1]), value: 4 }],
      ['too-large', stroke(4, { shape: { ...shape, points: new Int32Array(3 * 600).map((_, p) => p % 90) } })],
    ];
    for (const [code, op] of cases) expect(codeOf(server.send(ME, updateWith(server, 7, op)))).toBe(code);
    const zigzag = Int32Array.from({ length: 900 }, (_, p) => (p % 6 < 3 ? 0 : 16_000));
    const costly = stroke(4, { shape: { shape: 'sphere', axis: 2, radiusUm: 300_000, points: zigzag } });
    const grid = { dims: [2048, 2048, 2048], spacingUm: [1000, 1000, 1000] } as const;
    expect(codeOf(server.send(ME, updateWith(server, 7, costly), { grid, maxOperationBytes: 30_000 }))).toBe(
      'too-large',
    );
    expect(codeOf(server.send(ME, updateWith(server, 7, box([0, 0, 0], [47, 39, 11]))))).toBe('Accepted');
  });

  it('[CO38] refuses undoing the work of others, of nothing, and of markers', () => {
    const server = new Server();
    server.send(ME, updateWith(server, 7, stroke(1)));
    const undo = (session: number, counter: number) =>
      ({ type: 'Undo', lamport: 2, seen: 0n, target: { session, counter } }) as const;
    expect(codeOf(server.send(OTHER, updateWith(server, 8, undo(7, 0))))).toBe('not-your-operation');
    expect(codeOf(server.send(OTHER, updateWith(server, 8, undo(7, 1))))).toBe('unknown-operation');
    expect(codeOf(server.send(OTHER, updateWith(server, 8, undo(8, 0))))).toBe('unknown-operation');
    expect(codeOf(server.send(ME, updateWith(server, 9, undo(7, 0))))).toBe('Accepted');
    const review = (reason?: string): Operation => ({ ...undo(7, 0), lamport: 3, ...(reason && { reason }) });
    expect(codeOf(server.send(OTHER, updateWith(server, 8, review('not the liver'))))).toBe('not-your-operation');
    expect(codeOf(server.send(ME, updateWith(server, 9, review('mine anyway'))))).toBe('not-your-operation');
    expect(codeOf(server.send(REVIEWER, updateWith(server, 8, review())))).toBe('not-your-operation');
    const lax = { ownerOfOperation: () => ME };
    const next = (session: number, counter: number) => ({ ...undo(session, counter), lamport: 3 });
    expect(codeOf(server.send(ME, updateWith(server, 9, next(7, 1)), lax))).toBe('unknown-operation');
    expect(codeOf(server.send(ME, updateWith(server, 9, next(9, 0)), lax))).toBe('unknown-operation');
    expect(codeOf(server.send(ME, updateWith(server, 9, stroke(3), { ...undo(9, 1), lamport: 4 })))).toBe('Accepted');
    const reviewed = { ...review('not the liver'), lamport: 5 };
    expect(codeOf(server.send(REVIEWER, updateWith(server, 8, reviewed)))).toBe('Accepted');
  });

  it('[CO39] refuses an import that the server did not store, and a proposal that it has not recorded like this', () => {
    const server = new Server();
    const mask = (blob: string, proposalId: string | undefined): Operation => ({
      type: 'Mask',
      lamport: 1,
      seen: 0n,
      layer: 'labels',
      blob: blob as Digest,
      source:
        proposalId === undefined ? { type: 'import' } : { type: 'proposal', proposalId: proposalId as ProposalId },
      policy: { mode: 'all' },
      locked: [],
    });
    const other = 'cd'.repeat(32);
    expect(codeOf(server.send(ME, updateWith(server, 7, mask(other, undefined))))).toBe('unknown-blob');
    expect(codeOf(server.send(ME, updateWith(server, 7, mask(other, PROPOSAL))))).toBe('unrecorded-proposal');
    expect(codeOf(server.send(ME, updateWith(server, 7, mask(BLOB, PROPOSAL.replace('ff', '00')))))).toBe(
      'unrecorded-proposal',
    );
    expect(codeOf(server.send(ME, updateWith(server, 7, mask(BLOB, undefined))))).toBe('unknown-blob');
    expect(codeOf(server.send(ME, updateWith(server, 7, mask(BLOB, PROPOSAL))))).toBe('Accepted');
    const imported = { ...mask(IMPORTED, undefined), lamport: 2 };
    expect(codeOf(server.send(ME, updateWith(server, 7, imported)))).toBe('Accepted');
  });

  it('[CO50] refuses an update as a whole: one bad operation among good ones', () => {
    const server = new Server();
    expect(codeOf(server.send(ME, updateWith(server, 7, stroke(1), stroke(2, { value: 9 }), stroke(3))))).toBe(
      'unknown-label',
    );
    expect(entriesOf(server.doc).entries).toEqual([]);
  });

  it('[CO51] never throws, and never accepts what it should not, on damaged and random bytes', () => {
    const server = new Server();
    server.send(ME, updateWith(server, 7, stroke(1), stroke(2)));
    const good = updateWith(server, 8, stroke(3), stroke(4), { type: 'ClearPrompts', lamport: 5, seen: 0n });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 3 }),
        fc.nat(),
        fc.boolean(),
        (edits, at, cut) => {
          const bytes = good.slice();
          for (const [position, value] of edits) bytes[position % bytes.length] = value;
          judge(server, cut ? bytes.subarray(0, at % bytes.length) : bytes);
        },
      ),
      { numRuns: 1500 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 50 }), (bytes) => judge(server, bytes)),
      { numRuns: 1000 },
    );
  });

  it('[CO52] does not allocate or loop by the counts that an update claims', () => {
    const server = new Server();
    for (const claim of [
      [255, 255, 255, 255, 15],
      [1, 255, 255, 255, 255, 15, 7, 0],
      [1, 1, 7, 0, 3, 1, 3, 111, 112, 115, 255, 255, 255, 255, 15],
    ])
      expect(codeOf(server.send(ME, Uint8Array.from(claim)))).toBe('malformed');
  });

  it('[CO53] stays linear in the number of sessions that wait for each other', () => {
    const server = new Server();
    const sessions = Array.from({ length: 20_000 }, (_, n) => ({
      session: n,
      items: [
        {
          bytes: encodeOperation(stroke(20_000 - n)),
          ...(n < 19_999 ? { origin: { session: n + 1, counter: 0 } } : {}),
        },
      ],
    }));
    expect(codeOf(server.send(ME, handmade(sessions)))).toBe('Accepted');
  });
});

describe('patches', () => {
  const patch = (content: PatchOperation['content']): Operation => ({
    type: 'Patch',
    layer: 'labels',
    tool: 'floodFill',
    parameters: { tolerance: 20 },
    content,
    policy: { mode: 'all' },
    locked: [],
    lamport: 1,
    seen: 0n,
  });
  const changes = (value: number, dims: Dims = TEST_GRID.dims): Uint8Array => {
    const labelmap = new Labelmap(dims);
    labelmap.fillRun(2, dims[0] - 1, 3, 4, value);
    return encodePatch(labelmap);
  };

  it('[CO70] of known labels inside of the image, or with a stored blob, are accepted, and no others', () => {
    const verdictOf = (content: PatchOperation['content']) => {
      const doc = new Y.Doc();
      appendOperation(doc, patch(content));
      return codeOf(new Server().send(ME, Y.encodeStateAsUpdate(doc)));
    };
    expect(verdictOf({ patch: changes(3) })).toBe('Accepted');
    expect(verdictOf({ patch: changes(ERASE) })).toBe('Accepted');
    expect(verdictOf({ blob: STORED_PATCH })).toBe('Accepted');
    expect(verdictOf({ patch: changes(4) })).toBe('unknown-label');
    expect(verdictOf({ patch: changes(1, [TEST_GRID.dims[0] + 1, 9, 9]) })).toBe('outside-image');
    expect(verdictOf({ blob: BLOB })).toBe('unknown-blob');
    expect(verdictOf({ blob: IMPORTED })).toBe('unknown-blob');
    const [i, j, k] = TEST_GRID.dims;
    const huge = encodePatch(Labelmap.fromDense([1, 1, 1], Uint8Array.of(1)));
    expect(patchProblem(huge, { dims: [i, j, k], spacingUm: [1, 1, 1] }, new Set([1]))).toBeUndefined();
    const rows = new ByteWriter().byte(2).byte(0).byte(0).byte(0).byte(1).byte(1).varuint(8192).varuint(8192);
    const many = rows
      .byte(1)
      .varuint(8192 * 8192 - 1)
      .finish();
    expect(patchProblem(many, { dims: [1, 9000, 9000], spacingUm: [1, 1, 1] }, new Set([1]))).toBe('too-large');
  });
});

describe('restores', () => {
  it('[CO72] come from the server only, whatever they hold', () => {
    const content = { patch: encodePatch(Labelmap.fromDense([1, 1, 1], Uint8Array.of(1))) };
    for (const [mayRestore, code] of [
      [false, 'unrecorded-restore'],
      [true, 'Accepted'],
    ] as const)
      for (const what of [content, { blob: STORED_PATCH }]) {
        const doc = new Y.Doc();
        const op = {
          type: 'Patch',
          layer: 'labels',
          tool: 'restore',
          parameters: { position: 7 },
          content: what,
        } as const;
        appendOperation(doc, { ...op, policy: { mode: 'all' }, locked: [], lamport: 1, seen: 0n });
        expect(codeOf(new Server().send(REVIEWER, Y.encodeStateAsUpdate(doc), { mayRestore }))).toBe(code);
      }
  });
});

/** Whatever is accepted must apply cleanly to a copy of the document, and hold exactly the operations that were judged. */
function judge(server: Server, update: Uint8Array): void {
  const copy = new Y.Doc();
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(server.doc));
  const known = entriesOf(copy).entries.length;
  const verdict = checkUpdate(update, {
    doc: copy,
    grid: TEST_GRID,
    labelValues: new Set([1, 2, 3]),
    highestLamport: 2,
    lastLamportOf: (session) => (session === 7 ? 2 : 0),
    ownerOf: (session) => (session === 7 ? ME : undefined),
    user: OTHER,
    ownerOfOperation: () => ME,
    patchBlob: () => false,
    proposal: () => undefined,
    mayUndoOthers: false,
    mayImport: () => false,
    mayRestore: false,
    maxOperationBytes: 1000,
  });
  if (verdict.type !== 'Accepted') return;
  Y.applyUpdate(copy, verdict.novel);
  expect(copy.store.pendingStructs).toBeNull();
  expect(copy.store.pendingDs).toBeNull();
  expect([...copy.share.keys()]).toEqual(['ops']);
  const { entries } = entriesOf(copy);
  expect(entries).toHaveLength(known + verdict.entries.length);
  for (const entry of verdict.entries) {
    expect(entry.id.session).not.toBe(7);
    expect(entries.find(({ id }) => idText(id) === idText(entry.id))?.op).toEqual(decodeOperation(entry.bytes));
  }
}

interface HandmadeItem {
  readonly origin?: OperationId;
  readonly bytes: Uint8Array;
}

/** An update as Yjs would never write it. */
function handmade(sections: readonly { session: number; items: readonly HandmadeItem[] }[]): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, sections.length);
  for (const { session, items } of sections) {
    encoding.writeVarUint(encoder, items.length);
    encoding.writeVarUint(encoder, session);
    encoding.writeVarUint(encoder, 0);
    for (const { origin, bytes } of items) {
      encoding.writeUint8(encoder, origin ? 128 + 3 : 3);
      if (origin) {
        encoding.writeVarUint(encoder, origin.session);
        encoding.writeVarUint(encoder, origin.counter);
      } else {
        encoding.writeVarUint(encoder, 1);
        encoding.writeVarString(encoder, 'ops');
      }
      encoding.writeVarUint8Array(encoder, bytes);
    }
  }
  encoding.writeVarUint(encoder, 0);
  return encoding.toUint8Array(encoder);
}
