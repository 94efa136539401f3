import type { ReadingId } from '@scholia/core';
import { streams } from '@scholia/domain';
import { createTestDatabase, type TestDatabase } from '@scholia/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EventStore } from './index.ts';
import { clock, eventually, newId, operation, random } from './testing.ts';

let database: TestDatabase;
let store: EventStore;
/** Another process: its subscribers hear of appends by Postgres alone. */
let elsewhere: EventStore;

beforeAll(async () => {
  database = await createTestDatabase();
  await database.ownerSql`create table consumed (turn bigserial, consumer text, position bigint)`;
  await database.ownerSql`grant all on consumed, consumed_turn_seq to scholia_app`;
  [store, elsewhere] = [0, 1].map(() => new EventStore(database.sql, { logId: 'main', clock, random }));
});
afterAll(async () => {
  await Promise.all([store.close(), elsewhere.close()]);
  await database.drop();
});

/** What happens next, while everything before may still be under way. */
const step = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ type: fc.constant('append'), size: fc.integer({ min: 1, max: 4 }), how: fc.nat(2) }),
  },
  // From `back` events before the head, as it is then.
  { weight: 2, arbitrary: fc.record({ type: fc.constant('join'), back: fc.nat(30), isElsewhere: fc.boolean() }) },
  // The connections that listen, in both processes.
  { weight: 1, arbitrary: fc.constant({ type: 'cut' } as const) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('wait'), turns: fc.integer({ min: 1, max: 20 }) }) },
);

interface Subscriber {
  readonly after: bigint;
  readonly seen: bigint[];
  readonly done: Promise<void>;
}

describe('any interleaving of writers, subscribers and cuts', () => {
  it('[ES7] [ES8] [ES9] delivers each event once, in order, to everybody, from where they joined', async () => {
    let consumer = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
        const stop = new AbortController();
        const ids = Array.from({ length: 3 }, () => newId<ReadingId>());
        const subscribers: Subscriber[] = [];
        const join = (at: EventStore, after: bigint) => {
          const seen: bigint[] = [];
          const listen = async () => {
            for await (const { position } of at.subscribe({ after, signal: stop.signal })) seen.push(position);
          };
          subscribers.push({ after, seen, done: listen() });
        };
        const begin = await store.head();
        join(store, begin);
        const name = `consumer-${consumer++}`;
        const consuming = [store, elsewhere].map((one) =>
          one.consume(name, { from: 'now', batch: 3, signal: stop.signal }, async (tx, events) => {
            for (const { position } of events)
              await tx.sql`insert into consumed (consumer, position) values (${name}, ${position})`;
          }),
        );
        await eventually(async () => (await database.sql`select 1 from subscriptions where name = ${name}`).length > 0);

        const appending: Promise<unknown>[] = [];
        for (const [n, next] of steps.entries()) {
          if (next.type === 'append') appending.push(append(ids[n % 3], next.size, next.how));
          else if (next.type === 'join') {
            const head = Number(await store.head());
            join(next.isElsewhere ? elsewhere : store, BigInt(Math.max(0, head - next.back)));
          } else if (next.type === 'cut') await cut();
          else for (let turn = 0; turn < next.turns; turn++) await new Promise((resolve) => setImmediate(resolve));
        }
        await Promise.all(appending);

        const head = Number(await store.head());
        const positions = (from: bigint) => Array.from({ length: head - Number(from) }, (_, i) => from + BigInt(i + 1));
        const consumed = async () =>
          (
            await database.sql<{ position: bigint }[]>`
            select position from consumed where consumer = ${name} order by turn`
          ).map((row) => row.position);
        const behind = ({ after, seen }: Subscriber) => seen.length < head - Number(after);
        await eventually(async () => !subscribers.some(behind) && (await consumed()).length >= head - Number(begin));
        stop.abort();
        await Promise.all([...subscribers.map(({ done }) => done), ...consuming]);
        for (const { after, seen } of subscribers) expect(seen).toEqual(positions(after));
        expect(await consumed()).toEqual(positions(begin));
      }),
      { numRuns: 15 },
    );
  });
});

/** Alone, with others, or from the other process. */
function append(id: ReadingId, size: number, how: number): Promise<unknown> {
  const streamId = streams.reading(id);
  const events = Array.from({ length: size }, (_, i) => operation(id, i));
  if (how === 0) return store.transact(async (tx) => tx.append({ streamId, events }));
  return (how === 1 ? store : elsewhere).transactOn(streamId, async (tx) => tx.append({ events }));
}

/** Whatever is notified until they are back is lost. */
async function cut(): Promise<void> {
  await database.sql`
    select pg_terminate_backend(pid) from pg_stat_activity
    where application_name = 'scholia-listen' and datname = current_database()`;
}
