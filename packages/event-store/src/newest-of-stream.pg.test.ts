import { seededRandom, type UserId } from '@scholia/core';
import { streams } from '@scholia/domain';
import { createTestDatabase, type TestDatabase } from '@scholia/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EventStore } from './event-store.ts';
import { newestOfStream } from './newest-of-stream.ts';

let database: TestDatabase;
let store: EventStore;
beforeAll(async () => {
  database = await createTestDatabase();
  store = new EventStore(database.sql, { logId: 'main', clock: Date.now, random: seededRandom(1) });
});
afterAll(async () => {
  await store.close();
  await database.drop();
});

describe('newestOfStream', () => {
  it('reads one stream backwards, whatever stands between its events', async () => {
    const [anna, ben] = ['01900007-0000-7000-8000-000000000001', '01900007-0000-7000-8000-000000000002'] as UserId[];
    for (const userId of [anna, ben, anna, ben, anna])
      await store.transact(async (tx) => {
        const actor = { type: 'user', userId } as const;
        tx.append({
          streamId: streams.user(userId),
          events: [{ type: 'SignedIn', payload: { userId, method: 'link' }, actor }],
        });
      });
    const found = async (limit: number) =>
      (await newestOfStream(database.sql, 'main', streams.user(anna), limit)).map(({ position }) => position);
    expect(await found(2)).toEqual([5n, 3n]);
    expect(await found(9)).toEqual([5n, 3n, 1n]);
    expect(await newestOfStream(database.sql, 'main', 'nothing', 9)).toEqual([]);
  });
});
