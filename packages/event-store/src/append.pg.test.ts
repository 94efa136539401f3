import { isAppError, type ProjectId, type ReadingId, type UserId } from '@scholia/core';
import { streams } from '@scholia/domain';
import { verifyChain } from '@scholia/ledger';
import { createTestDatabase, type TestDatabase } from '@scholia/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EventStore, type InlineProjection } from './index.ts';
import { clock, newId, operation, projectId, random, reader } from './testing.ts';

let database: TestDatabase;
let store: EventStore;

beforeAll(async () => {
  database = await createTestDatabase();
  store = new EventStore(database.sql, { logId: 'main', clock, random });
});
afterAll(async () => {
  await store.close();
  await database.drop();
});

const codeOf = (error: unknown) => (isAppError(error) ? error.code : error);

describe('transact', () => {
  it('[ES1] eight writers at once get every position once, and every chain verifies', async () => {
    const readings = Array.from({ length: 4 }, () => newId<ReadingId>());
    const before = await store.head();
    await Promise.all(
      Array.from({ length: 8 }, async (_, writer) => {
        for (let i = 0; i < 25; i++) {
          // Two streams in one commit, in either order: the store must not let two writers wait for each other.
          const pair = [readings[(writer + i) % 4], readings[(writer + 3 * i + 1) % 4]];
          await store.transact(async (tx) => {
            for (const id of pair) tx.append({ streamId: streams.reading(id), events: [operation(id, i)] });
          });
        }
      }),
    );
    const events = await store.read({ after: 0n, limit: 1000 });
    expect(await store.head()).toBe(before + 400n);
    expect(events.map((event) => event.position)).toEqual(events.map((_, i) => BigInt(i + 1)));
    expect(verifyChain(events)).toEqual([]);
  });

  it('[ES2] of eight decisions on one version exactly one is accepted', async () => {
    const id = newId<ReadingId>();
    const streamId = streams.reading(id);
    const outcomes = await Promise.allSettled(
      Array.from({ length: 8 }, (_, i) =>
        store.transact(async (tx) => tx.append({ streamId, expected: 'absent', events: [operation(id, i)] })),
      ),
    );
    const refused = outcomes.filter((one) => one.status === 'rejected').map((one) => one.reason);
    expect(refused.map(codeOf)).toEqual(Array(7).fill('conflict'));
    expect(refused[0].details).toEqual({ streamId, expected: '0', actual: '1' });
    await expect(
      store.transact(async (tx) => tx.append({ streamId, expected: 5n, events: [operation(id, 9)] })),
    ).rejects.toMatchObject({ code: 'conflict' });
    const next = await store.transact(async (tx) => tx.append({ streamId, expected: 1n, events: [operation(id, 9)] }));
    expect(next.events[0].version).toBe(2n);
  });

  it('[ES3] work that throws leaves the log, its head, its streams and the other rows as they were', async () => {
    const id = newId<ReadingId>();
    const snapshot = async () => [
      await store.head(),
      await database.sql`select * from streams order by stream_id`,
      await database.sql`select * from reading_sessions`,
    ];
    const before = await snapshot();
    const failing: InlineProjection = {
      name: 'failing',
      statements: (sql) => [sql`select 1 / 0`],
    };
    const broken = new EventStore(database.sql, { logId: 'main', clock, random, projections: [failing] });
    await expect(
      store.transact(async (tx) => {
        tx.append({ streamId: streams.reading(id), events: [operation(id, 0)] });
        await tx.sql`insert into reading_sessions values (${id}, 7, ${reader.userId})`;
        throw new Error('changed my mind');
      }),
    ).rejects.toThrow('changed my mind');
    await expect(
      broken.transact(async (tx) => tx.append({ streamId: streams.reading(id), events: [operation(id, 0)] })),
    ).rejects.toThrow('division by zero');
    expect(await snapshot()).toEqual(before);
  });

  it('[ES3] rows that need positions commit with their events', async () => {
    const id = newId<ReadingId>();
    const { events } = await store.transact(async (tx) => {
      tx.append({ streamId: streams.reading(id), events: [operation(id, 0), operation(id, 1)] });
      tx.afterPositions(async (placed) => {
        const last = placed[placed.length - 1].position;
        await tx.sql`insert into yjs_updates values (${id}, ${last}, ${Buffer.from([1, 2, 3])})`;
      });
    });
    const [row] = await database.sql`select position, update from yjs_updates where reading_id = ${id}`;
    expect(row).toEqual({ position: events[1].position, update: Buffer.from([1, 2, 3]) });
  });

  it('[ES12] a payload that does not fit its schema is refused before anything is written', async () => {
    const id = newId<ReadingId>();
    const head = await store.head();
    const good = operation(id, 0);
    for (const wrong of [{ session: -1 }, { bytes: 'not base64!' }, { extra: 1 }, { readingId: 'reader-1' }]) {
      await expect(
        store.transact(async (tx) =>
          tx.append({
            streamId: streams.reading(id),
            events: [good, { ...good, payload: { ...good.payload, ...wrong } as never }],
          }),
        ),
      ).rejects.toThrow();
    }
    expect(await store.head()).toBe(head);
  });

  it('[ES13] holding a stream makes another decision on it wait for the commit', async () => {
    const id = newId<ReadingId>();
    const streamId = streams.reading(id);
    const order: string[] = [];
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let locked = () => {};
    const isLocked = new Promise<void>((resolve) => {
      locked = resolve;
    });
    const first = store.transact(async (tx) => {
      expect(await tx.lockStream(streamId)).toEqual({ version: 0n });
      locked();
      await held;
      tx.append({ streamId, events: [operation(id, 0)] });
      order.push('first');
    });
    await isLocked;
    const second = store.transact(async (tx) => {
      const { version } = await tx.lockStream(streamId);
      order.push(`second sees ${version}`);
    });
    release();
    await Promise.all([first, second]);
    expect(order).toEqual(['first', 'second sees 1']);
  });

  it('takes the scope of an event from its payload', async () => {
    const scoped = newId<ProjectId>();
    const userId = newId<UserId>();
    const { events } = await store.transact(async (tx) =>
      tx.append({
        streamId: streams.project(scoped),
        events: [{ type: 'RoleGranted', actor: reader, payload: { projectId: scoped, userId, role: 'viewer' } }],
      }),
    );
    expect(await store.read({ after: 0n, limit: 10, projectId: scoped })).toEqual(events);
    expect(events[0]).toMatchObject({ projectId: scoped, imageId: null, recordedAt: '2023-11-14T22:13:20.000Z' });
  });
});

describe('read', () => {
  it('filters by stream, type, reading and projects, and pages by position', async () => {
    const id = newId<ReadingId>();
    await store.transact(async (tx) =>
      tx.append({ streamId: streams.reading(id), events: [0, 1, 2].map((counter) => operation(id, counter)) }),
    );
    const page = await store.read({ after: 0n, limit: 2, readingId: id });
    const rest = await store.read({ after: page[1].position, limit: 2, streamId: streams.reading(id) });
    expect([...page, ...rest].map((event) => event.version)).toEqual([1n, 2n, 3n]);
    expect(await store.read({ after: 0n, limit: 9, readingId: id, types: ['ReadingOpened'] })).toEqual([]);
    expect(await store.read({ after: 0n, limit: 9, readingId: id, projectIds: [] })).toEqual([]);
    expect(await store.read({ after: 0n, limit: 9, readingId: id, projectIds: [projectId] })).toHaveLength(3);
  });
});

describe('append-only', () => {
  for (const role of ['scholia_app', 'the owner'] as const) {
    for (const table of ['events', 'yjs_updates'] as const) {
      it(`[ES4] ${role} cannot update, delete or truncate ${table}`, async () => {
        const sql = role === 'the owner' ? database.ownerSql : database.sql;
        const id = newId<ReadingId>();
        await store.transact(async (tx) => {
          tx.append({ streamId: streams.reading(id), events: [operation(id, 0)] });
          tx.afterPositions(async ([event]) => {
            await tx.sql`insert into yjs_updates values (${id}, ${event.position}, ${Buffer.from([1])})`;
          });
        });
        const before = await database.sql`select count(*) from ${database.sql(table)}`;
        for (const statement of [
          `update ${table} set position = position + 1`,
          `delete from ${table}`,
          `truncate ${table}`,
          `truncate ${table} cascade`,
        ]) {
          await expect(sql.unsafe(statement), statement).rejects.toMatchObject({ code: '42501' });
        }
        expect(await database.sql`select count(*) from ${database.sql(table)}`).toEqual(before);
      });
    }
  }

  it('[ES4] the head never moves back', async () => {
    await expect(database.sql`update log_heads set position = position - 1`).rejects.toMatchObject({ code: '42501' });
    await expect(database.ownerSql`delete from log_heads`).rejects.toMatchObject({ code: '42501' });
  });
});
