import type { ReadingId } from '@scholia/core';
import { type StoredEvent, streams } from '@scholia/domain';
import { createTestDatabase, type TestDatabase } from '@scholia/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EventStore } from './index.ts';
import { clock, eventually, newId, operation, random, reader } from './testing.ts';

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

const append = (id: ReadingId, counter: number) =>
  store.transact(async (tx) => tx.append({ streamId: streams.reading(id), events: [operation(id, counter)] }));

describe('subscribe', () => {
  it('[ES7] delivers old and new events once each, in order, while four writers append', async () => {
    const id = newId<ReadingId>();
    await append(id, 0);
    const stop = new AbortController();
    const seen: bigint[] = [];
    const reading = (async () => {
      for await (const event of store.subscribe({ after: 0n, signal: stop.signal })) seen.push(event.position);
    })();
    await Promise.all(
      [0, 1, 2, 3].map(async () => {
        for (let i = 0; i < 20; i++) await append(id, i);
      }),
    );
    const head = await store.head();
    await eventually(() => seen.length >= Number(head));
    stop.abort();
    await reading;
    expect(seen).toEqual(seen.map((_, i) => BigInt(i + 1)));
  });

  it('[ES7] delivers only what the filter lets through, and resumes from any position', async () => {
    const mine = newId<ReadingId>();
    const other = newId<ReadingId>();
    const after = await store.head();
    const take = async (count: number, from: bigint) => {
      const events: StoredEvent[] = [];
      for await (const event of store.subscribe({ after: from, filter: { readingId: mine } })) {
        events.push(event);
        if (events.length === count) break;
      }
      return events;
    };
    const first = take(2, after);
    for (let i = 0; i < 4; i++) {
      await append(mine, i);
      await append(other, i);
    }
    const seen = await first;
    const rest = await take(2, seen[1].position);
    expect([...seen, ...rest].map((event) => event.version)).toEqual([1n, 2n, 3n, 4n]);
  });
});

describe('consume', () => {
  it('[ES9] what a handler does commits with the checkpoint: a failed attempt leaves no trace', async () => {
    const id = newId<ReadingId>();
    const stop = new AbortController();
    const errors: unknown[] = [];
    let attempts = 0;
    for (let i = 0; i < 3; i++) await append(id, i);
    const done = store.consume(
      'notes',
      { types: ['OperationCommitted'], signal: stop.signal, batch: 2, onError: (error) => errors.push(error) },
      async (tx, events) => {
        for (const event of events) {
          if (event.readingId !== id) continue;
          await tx.sql`insert into reading_sessions values (${id}, ${event.version}, ${newId()})`;
          tx.append({
            streamId: 'notes',
            events: [{ type: 'WorkerStopped', actor: reader, payload: { worker: 'w' } }],
          });
        }
        if (attempts++ === 0) throw new Error('interrupted');
      },
    );
    const rows = () => database.sql`select session from reading_sessions where reading_id = ${id} order by 1`;
    await eventually(async () => (await rows()).length === 3);
    stop.abort();
    await done;
    expect(errors).toHaveLength(1);
    expect((await rows()).map((row) => row.session)).toEqual([1n, 2n, 3n]);
    expect(await store.read({ after: 0n, limit: 10, streamId: 'notes' })).toHaveLength(3);
  });

  it('[ES9] two processes with one name handle each event once', async () => {
    const stop = new AbortController();
    const handled: bigint[] = [];
    const work = (worker: EventStore) =>
      worker.consume(
        'shared',
        { signal: stop.signal, batch: 3, types: ['OperationCommitted'] },
        async (_tx, events) => {
          handled.push(...events.map((event) => event.position));
        },
      );
    const second = new EventStore(database.sql, { logId: 'main', clock, random });
    const both = [work(store), work(second)];
    const id = newId<ReadingId>();
    for (let i = 0; i < 12; i++) await append(id, i);
    const all = (await store.read({ after: 0n, limit: 1000, types: ['OperationCommitted'] })).map(
      (one) => one.position,
    );
    await eventually(() => handled.length >= all.length);
    stop.abort();
    await Promise.all(both);
    expect(handled).toEqual(all);
  });

  it('[ES9] a consumer that begins now skips what was there before', async () => {
    const stop = new AbortController();
    const handled: bigint[] = [];
    const head = await store.head();
    const done = store.consume('late', { signal: stop.signal, from: 'now' }, async (_tx, events) => {
      handled.push(...events.map((event) => event.position));
    });
    await eventually(async () => (await database.sql`select 1 from subscriptions where name = 'late'`).length === 1);
    await append(newId<ReadingId>(), 0);
    await eventually(() => handled.length > 0);
    stop.abort();
    await done;
    expect(handled).toEqual([head + 1n]);
  });
});
