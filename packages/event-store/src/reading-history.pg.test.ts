import type { ReadingId, UserId } from '@scholia/core';
import { streams } from '@scholia/domain';
import { createTestDatabase, type TestDatabase } from '@scholia/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EventStore, readingEventAt, searchEvents, summariseReading } from './index.ts';
import { clock, newId, operation, random, reader } from './testing.ts';

let database: TestDatabase;
let store: EventStore;
const [mine, other] = [newId<ReadingId>(), newId<ReadingId>()];

/** Operations of two readings in turns, every fifth by another person, and every tenth a mask. */
beforeAll(async () => {
  database = await createTestDatabase();
  store = new EventStore(database.sql, { logId: 'main', clock, random });
  for (let n = 0; n < 50; n++)
    await store.transact(async (tx) => {
      for (const id of [mine, other]) {
        const event = operation(id, n);
        const actor = n % 5 === 4 ? ({ type: 'user', userId: newId<UserId>() } as const) : reader;
        const payload = n % 10 === 9 ? { ...event.payload, kind: 'Mask' as const } : event.payload;
        tx.append({ streamId: streams.reading(id), events: [{ ...event, payload, actor, readingId: id }] });
      }
    });
});
afterAll(async () => {
  await store.close();
  await database.drop();
});

const all = () => store.read({ after: 0n, limit: 1000, readingId: mine });

describe('readingEventAt', () => {
  it('is the newest event of the reading up to there, by version and by position', async () => {
    const events = await all();
    const at = (place: Parameters<typeof readingEventAt>[3]) => readingEventAt(store.sql, 'main', mine, place);
    for (const position of [0n, 1n, 2n, 57n, 99n, 100n, 2n ** 62n]) {
      const expected = events.findLast((event) => event.position <= position);
      expect((await at({ position }))?.position).toBe(expected?.position);
    }
    for (const version of [0n, 1n, 30n, 51n])
      expect(await at({ version })).toEqual(events.findLast((event) => event.version <= version));
  });
});

describe('summariseReading', () => {
  it('counts each event once, in equal parts, by person', async () => {
    const events = await all();
    for (const [versions, parts] of [
      [50n, 7],
      [50n, 50],
      [20n, 3],
      [1n, 1],
    ] as const) {
      const expected = new Map<string, number>();
      for (const { version, actor } of events.slice(0, Number(versions))) {
        const part = Math.floor(((Number(version) - 1) * parts) / Number(versions));
        const key = `${part} ${actor.type === 'user' ? actor.userId : null}`;
        expected.set(key, (expected.get(key) ?? 0) + 1);
      }
      const shares = await summariseReading(store.sql, 'main', mine, { versions, parts });
      expect(new Map(shares.map(({ part, userId, events }) => [`${part} ${userId}`, events]))).toEqual(expected);
    }
  });
});

describe('searchEvents', () => {
  it('finds operations by kind, and what is newer than a position', async () => {
    const search = (more: object) => searchEvents(store.sql, 'main', { readingId: mine, limit: 100, ...more });
    const masks = (await all()).filter((event) => event.type === 'OperationCommitted' && event.payload.kind === 'Mask');
    expect(await search({ operationKinds: ['Mask'] })).toEqual(masks.reverse());
    expect(await search({ operationKinds: [] })).toEqual([]);
    expect((await search({ after: 90n })).map(({ position }) => position)).toEqual([99n, 97n, 95n, 93n, 91n]);
  });
});
