import { entriesOf, idText, type RawEntry, rawEntriesOf } from '@scholia/collab';
import { ERROR_CODES, fromBase64, toBase64 } from '@scholia/core';
import type { Sql } from '@scholia/db';
import { streams } from '@scholia/domain';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { ATTACKS, NEXT, undo } from './attacks.ts';
import { changeOf, copyOf, push, RawClient, strokeOp } from './raw-client.ts';
import { committed, EMPTY, expectRefused, type Scene, setUp } from './scene.ts';
import { digestOfClient, dot, until } from './world.ts';

const REFUSED = ERROR_CODES['update-refused'].close;

let scene: Scene;

describe('an update that breaks a rule is refused whole, and reaches nobody', () => {
  beforeAll(async () => {
    scene = await setUp();
  });
  afterAll(() => scene?.world.destroy());

  let session = 2000;
  for (const [code, attacks] of Object.entries(ATTACKS))
    for (const [name, attack] of attacks)
      it(`${code}: ${name}`, async () => {
        const raw = await RawClient.join(scene.world, scene.server, scene.attacker);
        const { doc } = raw;
        session++;
        const sound = changeOf(doc, session, (copy) => push(copy, strokeOp(NEXT), strokeOp(NEXT + 1)));
        const update = attack instanceof Uint8Array ? attack : attack({ ...scene, doc, session, sound });
        await expectRefused(scene, raw, scene.attacker, update, [code, REFUSED]);
      });

  const NOISE = {
    'a message of an unknown type': [77],
    'half a message': [0, 2, 100, 1],
    'an unknown step': [0, 9, 0],
    'a state vector of noise': [0, 0, 3, 255, 255, 255],
    'a state vector that claims 2^32 sessions': [0, 0, 5, 255, 255, 255, 255, 15],
    'presence of noise': [1, 3, 255, 255, 255],
    nothing: [],
  };
  for (const [name, bytes] of Object.entries(NOISE))
    it(`a message that is no update ends the connection that it came by, and no other: ${name}`, async () => {
      const { world, server, honest, witness } = scene;
      const raw = await RawClient.join(world, server, await world.person('viewer'));
      raw.say(Uint8Array.from(bytes));
      await raw.ask();
      expect(raw.code).toBe(ERROR_CODES['bad-request'].close);
      expect(await witness.ask()).toEqual(EMPTY);
      expect(honest.state.connection).toBe('live');
    });

  it('a message above the limit is not even read', async () => {
    const { world, attacker, witness } = scene;
    const raw = await RawClient.join(world, await world.serve({}, { messageBytes: 10_000 }), attacker);
    raw.send(changeOf(raw.doc, 9000, (doc) => push(doc, strokeOp(NEXT), new Uint8Array(11_000))));
    expect(await raw.closed()).toBe(1009);
    expect(await witness.ask()).toEqual(EMPTY);
  });

  it('history that is told in another way is not taken: what is known stays as it is', async () => {
    const { world, server, attacker, mine, honest, witness } = scene;
    const raw = await RawClient.join(world, server, attacker);
    raw.send(changeOf(new Y.Doc(), mine.session, (doc) => push(doc, strokeOp(1, { value: 3 }))));
    await raw.ask();
    expect([raw.code, raw.refusals]).toEqual([undefined, []]);
    expect(await witness.ask()).toEqual(EMPTY);
    expect(await world.digestOfLog()).toBe(digestOfClient(honest));
    raw.close();
  });

  it('and when all is said, the log is what the innocent see', async () => {
    const { world, server, honest, victim } = scene;
    expect(honest.state).toMatchObject({ connection: 'live', unsaved: 0, unreadable: 0, refusal: undefined });
    expect(await world.countOf('OperationCommitted')).toBe(4);
    expect(await world.digestOfLog()).toBe(digestOfClient(honest));
    expect(digestOfClient(await world.live(server, victim))).toBe(digestOfClient(honest));
  });
});

describe('in one turn', () => {
  beforeEach(async () => {
    scene = await setUp();
  });
  afterEach(() => scene?.world.destroy());

  /** Keeps the room in a turn that cannot commit until this returns. */
  async function whileBusy(work: () => Promise<void>): Promise<void> {
    const { world, server, attacker } = scene;
    const raw = await RawClient.join(world, server, attacker);
    await world.events.transact(async (tx) => {
      await tx.lockStream(streams.reading(world.readingId));
      raw.send(changeOf(raw.doc, 1500, (doc) => push(doc, strokeOp(NEXT))));
      await raw.heard();
      await work();
    });
  }

  it('nothing more is taken from who was refused, also not of what had been sent already', async () => {
    const { world, server, witness } = scene;
    const other = await world.person('annotator');
    const raw = await RawClient.join(world, server, other);
    const { doc } = raw;
    const sound = changeOf(doc, 3000, (copy) => push(copy, strokeOp(NEXT)));
    await world.events.transact(async (tx) => {
      await tx.lockStream(streams.reading(world.readingId));
      raw.send(changeOf(doc, 3001, (copy) => push(copy, strokeOp(NEXT, { value: 9 }))));
      await raw.heard();
      raw.send(sound);
      await raw.heard();
    });
    expect(await raw.closed()).toBe(REFUSED);
    await witness.ask();
    expect(await world.countOf('OperationCommitted')).toBe(4);
    expect(await world.countOf('UpdateRefused')).toBe(1);
  });

  it('each refusal is an event, and who is innocent comes through or sends again', async () => {
    const { world, server, witness, honest, attacker } = scene;
    const [gone, noisy] = [await world.person('annotator'), await world.person('annotator')];
    const [a, b] = [await RawClient.join(world, server, gone), await RawClient.join(world, server, noisy)];
    await whileBusy(async () => {
      await world.database.ownerSql`delete from memberships where user_id = ${gone}`;
      a.send(changeOf(a.doc, 3000, (doc) => push(doc, strokeOp(NEXT))));
      b.send(changeOf(b.doc, 3001, (doc) => push(doc, strokeOp(NEXT, { value: 9 }))));
      await Promise.all([a.heard(), b.heard()]);
      honest.stroke(dot(20), { value: 3 });
    });
    expect([await a.closed(), await b.closed()]).toEqual([ERROR_CODES['not-permitted'].close, REFUSED]);
    await until('saved', () => honest.state.connection === 'live' && honest.state.unsaved === 0);
    const refused = await world.events.read({ after: 0n, limit: 10, types: ['UpdateRefused'] });
    const who = refused.map(({ actor, payload }) => [actor, payload]);
    expect(who).toHaveLength(2);
    expect(who).toEqual(
      expect.arrayContaining([
        [{ type: 'user', userId: gone }, expect.objectContaining({ code: 'not-permitted' })],
        [{ type: 'user', userId: noisy }, expect.objectContaining({ code: 'unknown-label' })],
      ]),
    );
    const authors = await world.events.read({ after: 0n, limit: 100, types: ['OperationCommitted'] });
    expect(authors.slice(4).map(({ actor }) => actor.type === 'user' && actor.userId)).toEqual([
      attacker,
      scene.victim,
    ]);
    await until('the witness has all', () => rawEntriesOf(witness.doc).length === 6);
    expect(await world.digestOfLog()).toBe(digestOfClient(honest));
  });

  it('starting over keeps nothing from those who stay that another process wrote meanwhile', async () => {
    const { world, server, witness, honest } = scene;
    const gone = await world.person('annotator');
    const raw = await RawClient.join(world, server, gone);
    await world.database.ownerSql`delete from memberships where user_id = ${gone}`;
    const op = strokeOp(NEXT, { value: 3 });
    const update = changeOf(raw.doc, 4000, (doc) => push(doc, op));
    await world.events.transact(async (tx) => {
      await tx.lockStream(streams.reading(world.readingId));
      raw.send(changeOf(raw.doc, 4001, (doc) => push(doc, strokeOp(NEXT))));
      await raw.heard();
      tx.append(committed(world, scene.attacker, { session: 4000, counter: 0 }, op));
      tx.afterPositions(async ([{ position }]) => {
        const row = { reading_id: world.readingId, position: String(position), update: Buffer.from(update) };
        await tx.sql`insert into yjs_updates ${tx.sql(row)}`;
      });
    });
    await raw.closed();
    await until('the witness is told', () => witness.relayed.length > 0);
    expect(rawEntriesOf(witness.doc)).toHaveLength(5);
    await until('and so is the other', () => honest.fold.operations.length === 5);
    expect(await world.digestOfLog()).toBe(digestOfClient(honest));
  });
});

describe('who may not write', () => {
  beforeEach(async () => {
    scene = await setUp();
  });
  afterEach(() => scene?.world.destroy());

  const { close: NOT_PERMITTED } = ERROR_CODES['not-permitted'];
  const { close: CLOSED } = ERROR_CODES['reading-closed'];
  const update = (raw: RawClient) => changeOf(raw.doc, 2000, (doc) => push(doc, strokeOp(NEXT), strokeOp(NEXT + 1)));

  it('a viewer is refused', async () => {
    const { world, server } = scene;
    const viewer = await world.person('viewer');
    const raw = await RawClient.join(world, server, viewer);
    await expectRefused(scene, raw, viewer, update(raw), ['read-only', NOT_PERMITTED]);
  });

  it('a reading that was submitted takes nothing', async () => {
    const { world, server, attacker } = scene;
    const raw = await RawClient.join(world, server, attacker);
    await world.submit();
    await until('told', () => raw.notices.some((notice) => notice.type === 'Status' && !notice.writable));
    await expectRefused(scene, raw, attacker, update(raw), ['reading-closed', CLOSED]);
  });

  it('a role that was revoked ends the connection, and opens none', async () => {
    const { world, server, attacker } = scene;
    const raw = await RawClient.join(world, server, attacker);
    await world.revoke(attacker);
    expect(await raw.closed()).toBe(NOT_PERMITTED);
    const again = new RawClient(server.url, world.readingId, attacker);
    expect(await again.closed()).toBe(ERROR_CODES['not-found'].close);
  });

  // Behind the room's back, so that only the check under the lock can see it.
  const LATE: readonly [name: string, code: string, close: number, change: (sql: Sql) => Promise<unknown>][] = [
    [
      'a role that is gone',
      'not-permitted',
      NOT_PERMITTED,
      (sql) => sql`delete from memberships where user_id = ${scene.attacker}`,
    ],
    [
      'a role that became less',
      'read-only',
      NOT_PERMITTED,
      (sql) => sql`update memberships set role = 'viewer' where user_id = ${scene.attacker}`,
    ],
    ['a submit', 'reading-closed', CLOSED, (sql) => sql`update readings set status = 'submitted'`],
    [
      'a session that somebody else was faster to use',
      'foreign-session',
      REFUSED,
      (sql) => sql`insert into reading_sessions values (${scene.world.readingId}, 2000, ${scene.victim})`,
    ],
  ];
  for (const [name, code, close, change] of LATE)
    it(`${name} is seen at the last moment, inside the transaction`, async () => {
      const { world, server, attacker } = scene;
      const raw = await RawClient.join(world, server, attacker);
      await change(world.database.ownerSql);
      await expectRefused(scene, raw, attacker, update(raw), [code, close]);
    });
});

describe('a valid update whose bytes were changed', () => {
  beforeAll(async () => {
    scene = await setUp();
  });
  afterAll(() => scene?.world.destroy());

  type Edit = readonly [kind: 'flip' | 'cut' | 'drop' | 'repeat' | 'splice', at: number, length: number];

  function edit(bytes: Uint8Array, other: Uint8Array, [kind, position, length]: Edit): Uint8Array {
    const at = position % (bytes.length + 1);
    const piece = (kind === 'splice' ? other : bytes).subarray(at, at + length);
    if (kind === 'flip') return bytes.map((byte, n) => (n === at ? byte ^ (1 << (length % 8)) : byte));
    if (kind === 'cut') return bytes.subarray(0, at);
    if (kind === 'drop') return Uint8Array.of(...bytes.subarray(0, at), ...bytes.subarray(at + length));
    return Uint8Array.of(...bytes.subarray(0, at), ...piece, ...bytes.subarray(at));
  }

  const arbitraryEdits = fc.array(
    fc.tuple(
      fc.constantFrom('flip', 'flip', 'cut', 'drop', 'repeat', 'splice'),
      fc.nat(600),
      fc.integer({ min: 1, max: 60 }),
    ),
    { minLength: 0, maxLength: 3 },
  );

  /** What an update would bring to a document, by Yjs alone. */
  function novelIn(doc: Y.Doc, update: Uint8Array): string[] {
    const copy = copyOf(doc);
    const known = new Set(rawEntriesOf(copy).map(({ id }) => idText(id)));
    Y.applyUpdate(copy, update);
    expect([copy.store.pendingStructs, copy.store.pendingDs]).toEqual([null, null]);
    return textOf(rawEntriesOf(copy).filter(({ id }) => !known.has(idText(id))));
  }

  const textOf = (entries: readonly RawEntry[]) =>
    entries.map(({ id, bytes }) => `${idText(id)} ${toBase64(bytes)}`).sort();

  async function logAfter(position: bigint): Promise<{ operations: string[]; refusals: number }> {
    const events = await scene.world.events.read({ after: position, limit: 1000 });
    const operations = events.flatMap(({ type, payload }) =>
      type === 'OperationCommitted' ? [{ id: payload, bytes: fromBase64(payload.bytes) }] : [],
    );
    return { operations: textOf(operations), refusals: events.filter(({ type }) => type === 'UpdateRefused').length };
  }

  it('lands whole or not at all: what landed is what the log says, and every document is the log', async () => {
    const { world, server, attacker, witness, honest, theirs } = scene;
    let session = 5000;
    const landed = { whole: 0, refused: 0 };
    await fc.assert(
      fc.asyncProperty(fc.constantFrom('fresh', 'whole', 'foreign'), arbitraryEdits, async (kind, edits) => {
        const raw = await RawClient.join(world, server, attacker);
        const doc = copyOf(raw.doc);
        const lamport = 1 + Math.max(...entriesOf(doc).entries.map(({ op }) => op.lamport));
        session += 2;
        const first = changeOf(doc, session, (copy) =>
          push(
            copy,
            strokeOp(lamport),
            strokeOp(lamport + 1, { value: 3 }),
            undo({ session, counter: 0 }, lamport + 2),
          ),
        );
        const second = changeOf(doc, kind === 'foreign' ? theirs.session : session + 1, (copy) =>
          push(copy, strokeOp(lamport)),
        );
        const valid =
          kind === 'whole' ? Y.mergeUpdates([Y.encodeStateAsUpdate(doc), first]) : Y.mergeUpdates([first, second]);
        const update = edits.reduce((bytes, one) => edit(bytes, second, one), valid);
        const head = await world.events.head();
        raw.send(update);
        const answer = await raw.ask();
        const { operations, refusals } = await logAfter(head);
        if (answer) {
          landed.whole++;
          expect(refusals).toBe(0);
          expect(operations).toEqual(novelIn(doc, update));
        } else {
          landed.refused++;
          expect([raw.code, operations, refusals]).toEqual([REFUSED, [], 1]);
        }
        await witness.ask();
        raw.close();
      }),
      { numRuns: 60 },
    );
    expect(landed.whole).toBeGreaterThan(5);
    expect(landed.refused).toBeGreaterThan(20);
    const { operations } = await logAfter(0n);
    expect(textOf(rawEntriesOf(witness.doc))).toEqual(operations);
    const fresh = await world.live(server, scene.victim);
    const digest = await world.digestOfLog();
    expect(digestOfClient(fresh)).toBe(digest);
    await until('the one who stayed has all', () => digestOfClient(honest) === digest);
    expect(world.logged.filter((line) => line.includes('room-given-up'))).toEqual([]);
  });
});
