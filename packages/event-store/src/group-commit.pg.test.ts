import { isAppError, type ReadingId } from '@scholia/core';
import type { Sql, TransactionSql } from '@scholia/db';
import { streams } from '@scholia/domain';
import { verifyChain } from '@scholia/ledger';
import { createTestDatabase, type TestDatabase } from '@scholia/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Committed, EventStore, type InlineProjection, type StreamTransaction } from './index.ts';
import { clock, newId, operation, random, reader } from './testing.ts';

/** A read model that cannot fold counter 13. */
const superstitious: InlineProjection = {
  name: 'superstitious',
  statements: (sql, events) =>
    events.flatMap(({ payload }) => ('counter' in payload && payload.counter === 13 ? sql`select 1 / 0` : [])),
};

let database: TestDatabase;
let store: EventStore;

beforeAll(async () => {
  database = await createTestDatabase();
  store = new EventStore(database.sql, { logId: 'main', clock, random, projections: [superstitious] });
});
afterAll(async () => {
  await store.close();
  await database.drop();
});

const append = (id: ReadingId, counter: number) =>
  store.transactOn(streams.reading(id), async (tx) => tx.append({ events: [operation(id, counter)] }));

/** Streams that exist: the first event of a stream never shares. */
async function newReadings(count: number): Promise<ReadingId[]> {
  const ids = Array.from({ length: count }, () => newId<ReadingId>());
  await Promise.all(ids.map((id) => append(id, 0)));
  return ids;
}

const reasonOf = (error: unknown) => (isAppError(error) ? error.code : (error as Error).message);

async function transactionsSince(position: bigint): Promise<number> {
  const [{ count }] = await database.sql<{ count: number }[]>`
    select count(distinct xmin::text)::int as count from events where position > ${position}`;
  return count;
}

describe('transactOn', () => {
  it('[ES14] callers of one moment share a transaction, up to fifty, and each gets its own events', async () => {
    const ids = await newReadings(60);
    const before = await store.head();
    const committed = await Promise.all(ids.map((id) => append(id, 1)));
    expect(await transactionsSince(before)).toBe(2);
    expect(committed.map(({ events }) => events.map((event) => event.position))).toEqual(
      ids.map((_, n) => [before + BigInt(n + 1)]),
    );
    const stored = await store.read({ after: before, limit: 100 });
    expect(committed.flatMap(({ events }) => events)).toEqual(stored);
    expect(committed.map(({ head }) => head)).toEqual(ids.map((_, n) => before + (n < 50 ? 50n : 60n)));
  });

  it('[ES14] one after the other on a stream, in the order of the calls', async () => {
    const [id] = await newReadings(1);
    const versions = await Promise.all(
      Array.from({ length: 5 }, (_, n) =>
        store.transactOn(streams.reading(id), async (tx) => {
          tx.append({ expected: BigInt(n + 1), events: [operation(id, n)] });
          return tx.version;
        }),
      ),
    );
    expect(versions.map(({ result }) => result)).toEqual([1n, 2n, 3n, 4n, 5n]);
  });

  it('[ES15] who throws, or breaks a statement, or expects another version, leaves nothing and is told; others commit', async () => {
    const ids = await newReadings(6);
    const before = await store.head();
    const work = [
      async (tx: StreamTransaction, id: ReadingId) => tx.append({ events: [operation(id, 1)] }),
      async (tx: StreamTransaction, id: ReadingId) => {
        tx.append({ events: [operation(id, 2)] });
        throw new Error('changed my mind');
      },
      async (tx: StreamTransaction) => {
        await tx.sql`select nothing from nowhere`;
      },
      // Caught and forgotten: the transaction is broken all the same, and must not take the others along.
      async (tx: StreamTransaction, id: ReadingId) => {
        tx.append({ events: [operation(id, 3)] });
        await tx.sql`select nothing from nowhere`.catch(() => undefined);
      },
      async (tx: StreamTransaction, id: ReadingId) => tx.append({ expected: 7n, events: [operation(id, 4)] }),
      async (tx: StreamTransaction, id: ReadingId) => tx.append({ events: [operation(id, 5)] }),
    ];
    const outcomes = await Promise.allSettled(
      ids.map((id, n) =>
        store.transactOn(streams.reading(id), async (tx) => {
          await tx.sql`insert into reading_sessions values (${id}, ${n}, ${reader.userId})`;
          await work[n](tx, id);
        }),
      ),
    );
    expect(outcomes.map((one) => (one.status === 'rejected' ? reasonOf(one.reason) : one.status))).toEqual([
      'fulfilled',
      'changed my mind',
      'relation "nowhere" does not exist',
      'current transaction is aborted, commands ignored until end of transaction block',
      'conflict',
      'fulfilled',
    ]);
    const stored = await store.read({ after: before, limit: 10 });
    expect(stored.map(({ readingId }) => readingId).sort()).toEqual([ids[0], ids[5]].sort());
    const sessions = await database.sql`select session from reading_sessions where reading_id = any(${ids}::uuid[])`;
    expect(sessions.map(({ session }) => session).sort()).toEqual([0n, 5n]);
  });

  it('[ES15] who refuses takes nobody out of the shared commit', async () => {
    const ids = await newReadings(20);
    const before = await store.head();
    const outcomes = await Promise.allSettled(
      ids.map((id, n) =>
        store.transactOn(streams.reading(id), async (tx) => {
          const [{ one }] = await tx.sql<{ one: number }[]>`select ${n}::int as one`;
          tx.append({ events: [operation(id, one)] });
          if (n % 10 === 3) throw new Error('changed my mind');
        }),
      ),
    );
    expect(outcomes.flatMap(({ status }, n) => (status === 'rejected' ? [n] : []))).toEqual([3, 13]);
    expect(await store.head()).toBe(before + 18n);
    expect(await transactionsSince(before)).toBe(1);
  });

  it('[ES16] whose read model or callback fails does so alone', async () => {
    const ids = await newReadings(4);
    const before = await store.head();
    const outcomes = await Promise.allSettled([
      append(ids[0], 1),
      append(ids[1], 13),
      store.transactOn(streams.reading(ids[2]), async (tx) => {
        tx.append({ events: [operation(ids[2], 1)] });
        tx.afterPositions(async () => {
          throw new Error('no room');
        });
      }),
      append(ids[3], 1),
    ]);
    expect(outcomes.map((one) => (one.status === 'rejected' ? reasonOf(one.reason) : one.status))).toEqual([
      'fulfilled',
      'division by zero',
      'no room',
      'fulfilled',
    ]);
    expect(await store.head()).toBe(before + 2n);
  });

  it('[ES16] nobody waits for a stream that somebody else holds, but who wants to write to it', async () => {
    const [held, free] = await newReadings(2);
    const order: string[] = [];
    let release = () => {};
    const holding = new Promise<void>((resolve) => {
      release = resolve;
    });
    let locked = () => {};
    const isLocked = new Promise<void>((resolve) => {
      locked = resolve;
    });
    const holder = store.transact(async (tx) => {
      await tx.lockStream(streams.reading(held));
      locked();
      await holding;
      tx.append({ streamId: streams.reading(held), events: [operation(held, 1)] });
    });
    await isLocked;
    const waiting = [2, 3].map((counter) => append(held, counter).then(() => order.push(`held ${counter}`)));
    await append(free, 1).then(() => order.push('free'));
    await append(free, 2).then(() => order.push('free'));
    release();
    await Promise.all([holder, ...waiting]);
    expect(order).toEqual(['free', 'free', 'held 2', 'held 3']);
  });
});

describe('append', () => {
  /** Another process. */
  const another = () => new EventStore(database.sql, { logId: 'main', clock, random });
  const add = (to: EventStore, id: ReadingId, counter: number, expected?: bigint) =>
    to.append({ streamId: streams.reading(id), expected, events: [operation(id, counter)] });

  it('[ES17] asks nothing before it writes, as long as nobody else writes', async () => {
    const asked: string[] = [];
    const sql = Object.assign((...args: Parameters<Sql>) => database.sql(...args), database.sql, {
      begin: <T>(work: Parameters<Sql['begin']>[0]) =>
        database.sql.begin((tx, underWay) => {
          const heard = (...args: Parameters<TransactionSql>) => {
            if (Array.isArray(args[0]) && 'raw' in args[0]) asked.push(args[0].join('?').trim());
            return tx(...args);
          };
          return work(Object.assign(heard, tx) as TransactionSql, underWay) as Promise<T>;
        }),
    }) as Sql;
    const listening = new EventStore(sql, { logId: 'main', clock, random });
    const [id] = await newReadings(1);
    for (const counter of [1, 2, 3]) await add(listening, id, counter);
    expect(asked.some((statement) => statement.startsWith('select stream_id'))).toBe(true);
    asked.length = 0;
    await add(listening, id, 4);
    expect(asked.map((statement) => statement.split(' ', 2).join(' '))).toEqual(['with moves', 'insert into']);
  });

  it('[ES17] finds its place when another process has moved the log, or the stream', async () => {
    const [mine, other] = await newReadings(2);
    const elsewhere = another();
    await add(store, mine, 1);
    await add(store, mine, 2);
    await add(elsewhere, other, 1);
    expect((await add(store, mine, 3)).events[0].version).toBe(4n);
    await add(store, mine, 4);
    await add(store, mine, 5);
    await add(elsewhere, mine, 6);
    expect((await add(store, mine, 7)).events[0].version).toBe(8n);
    await elsewhere.close();
  });

  it('[ES17] expects a version of the stream itself, not of a guess', async () => {
    const [id] = await newReadings(1);
    await add(store, id, 1);
    await add(store, id, 2);
    const elsewhere = another();
    await add(elsewhere, id, 3);
    await expect(add(store, id, 4, 3n)).rejects.toMatchObject({ code: 'conflict' });
    await add(elsewhere, id, 4);
    expect((await add(store, id, 5, 5n)).events[0].version).toBe(6n);
    await elsewhere.close();
  });

  it('[ES13] [ES17] waits for who holds the stream', async () => {
    const [id] = await newReadings(1);
    await add(store, id, 1);
    await add(store, id, 2);
    let appended: Promise<unknown> = Promise.resolve();
    const order: string[] = [];
    await another().transact(async (tx) => {
      const { version } = await tx.lockStream(streams.reading(id));
      appended = add(store, id, 3).then(() => order.push('appended'));
      await new Promise((resolve) => setTimeout(resolve, 100));
      order.push('let go');
      tx.append({ streamId: streams.reading(id), expected: version, events: [operation(id, 4)] });
    });
    await appended;
    expect(order).toEqual(['let go', 'appended']);
  });

  it('[ES12] [ES15] a payload that does not fit is refused alone', async () => {
    const ids = await newReadings(3);
    await Promise.all(ids.map((id) => add(store, id, 1)));
    const outcomes = await Promise.allSettled([add(store, ids[0], 2), add(store, ids[1], -1), add(store, ids[2], 2)]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('[ES1] [ES17] whatever two processes append in turn or at once, the log has it all, in places without gaps', async () => {
    const writes = fc.array(
      fc.record({
        byOther: fc.boolean(),
        how: fc.constantFrom('append', 'transactOn', 'transact'),
        stream: fc.nat(2),
        events: fc.integer({ min: 1, max: 120 }),
        waits: fc.boolean(),
      }),
      { maxLength: 15 },
    );
    await fc.assert(
      fc.asyncProperty(writes, async (calls) => {
        const ids = await newReadings(3);
        const elsewhere = another();
        const before = await store.head();
        const running: Promise<Committed<void>>[] = [];
        for (const [n, { byOther, how, stream, events, waits }] of calls.entries()) {
          const streamId = streams.reading(ids[stream]);
          const made = Array.from({ length: events }, (_, i) => operation(ids[stream], 1000 * (n + 1) + i));
          const to = byOther ? elsewhere : store;
          if (how === 'append') running.push(to.append({ streamId, events: made }));
          else if (how === 'transactOn')
            running.push(to.transactOn(streamId, async (tx) => tx.append({ events: made })));
          else running.push(to.transact(async (tx) => tx.append({ streamId, events: made })));
          if (waits) await Promise.all(running);
        }
        const written = (await Promise.all(running)).flatMap(({ events }) => events);
        const stored = await store.read({ after: before, limit: 10_000 });
        expect(stored.map(({ position }) => position)).toEqual(stored.map((_, n) => before + BigInt(n + 1)));
        expect([...written].sort((a, b) => Number(a.position - b.position))).toEqual(stored);
        expect(stored.length).toBe(calls.reduce((sum, { events }) => sum + events, 0));
        await elsewhere.close();
      }),
      { numRuns: 30 },
    );
    expect(verifyChain(await store.read({ after: 0n, limit: 1_000_000 }))).toEqual([]);
  });
});

const STREAMS = 4;

/** One call: what it appends, what it expects, and how it ends. */
const call = fc.record({
  stream: fc.nat(STREAMS - 1),
  events: fc.nat(3),
  expected: fc.option(fc.nat(6), { nil: undefined }),
  ending: fc.constantFrom('well', 'well', 'well', 'throws', 'breaks SQL', 'breaks the callback', 'breaks the model'),
  /** Whether it writes another row, or only appends. */
  asks: fc.boolean(),
  /** Turns of the event loop before the next call. */
  pause: fc.nat(3),
});
type Call = typeof call extends fc.Arbitrary<infer T> ? T : never;

/** What must come of the calls: on each stream they count one after the other. */
function outcomesOf(calls: readonly Call[]): boolean[] {
  const versions = Array<number>(STREAMS).fill(1);
  return calls.map(({ stream, events, expected, ending }) => {
    const fails =
      (events > 0 && expected !== undefined && expected !== versions[stream]) ||
      ending === 'throws' ||
      ending === 'breaks SQL' ||
      (events > 0 && (ending === 'breaks the callback' || ending === 'breaks the model'));
    if (!fails) versions[stream] += events;
    return !fails;
  });
}

describe('transactOn, any interleaving', () => {
  it('[ES14] [ES15] [ES16] succeeds and fails as if each call had come alone, and leaves exactly what succeeded', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(call, { maxLength: 25 }), fc.boolean(), async (calls, isContested) => {
        const ids = await newReadings(STREAMS);
        const before = await store.head();
        // Somebody else's transactions, which hold the streams now and then, and move the head.
        const other = newId<ReadingId>();
        const contest = isContested
          ? ids.map((id) =>
              store.transact(async (tx) => {
                await tx.lockStream(streams.reading(id));
                await new Promise((resolve) => setTimeout(resolve, 3));
                tx.append({ streamId: streams.reading(other), events: [operation(other, 0)] });
              }),
            )
          : [];
        const running: Promise<Committed<void>>[] = [];
        for (const [n, { stream, events, expected, ending, asks, pause }] of calls.entries()) {
          const id = ids[stream];
          const counterOf = (i: number) => (ending === 'breaks the model' ? 13 : 100 * n + 20 + i);
          const committed = store.transactOn(streams.reading(id), async (tx) => {
            if (asks) await tx.sql`insert into reading_sessions values (${id}, ${n}, ${reader.userId})`;
            tx.afterPositions(async () => {
              if (ending === 'breaks the callback') throw new Error('no room');
            });
            if (ending === 'breaks SQL') await tx.sql`select 1 / 0`;
            const made = Array.from({ length: events }, (_, i) => operation(id, counterOf(i)));
            if (events > 0)
              tx.append({ expected: expected === undefined ? undefined : BigInt(expected), events: made });
            if (ending === 'throws') throw new Error('changed my mind');
          });
          committed.catch(() => undefined);
          running.push(committed);
          for (let turn = 0; turn < pause; turn++) await new Promise((resolve) => setImmediate(resolve));
        }
        const outcomes = await Promise.allSettled(running);
        await Promise.all(contest);

        expect(outcomes.map(({ status }) => status === 'fulfilled')).toEqual(outcomesOf(calls));
        const stored = await store.read({ after: before, limit: 1000 });
        const written = outcomes.flatMap((one) => (one.status === 'fulfilled' ? one.value.events : []));
        const byPosition = [...written].sort((a, b) => Number(a.position - b.position));
        expect(byPosition).toEqual(stored.filter(({ readingId }) => readingId !== other));
        for (const [n, one] of outcomes.entries()) {
          if (one.status === 'rejected') continue;
          const counters = one.value.events.map(({ payload }) => 'counter' in payload && payload.counter);
          expect(counters).toEqual(Array.from({ length: calls[n].events }, (_, i) => 100 * n + 20 + i));
        }
        expect(stored.map(({ position }) => position)).toEqual(stored.map((_, i) => before + BigInt(i + 1)));
        const sessions = await database.sql<{ session: bigint }[]>`
          select session from reading_sessions where reading_id = any(${ids}::uuid[]) order by session`;
        const asked = outcomes.flatMap(({ status }, n) => (status === 'fulfilled' && calls[n].asks ? [BigInt(n)] : []));
        expect(sessions.map(({ session }) => session)).toEqual(asked);
      }),
      { numRuns: 40 },
    );
    expect(verifyChain(await store.read({ after: 0n, limit: 1_000_000 }))).toEqual([]);
  });
});
