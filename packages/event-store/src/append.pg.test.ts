import { type ProjectId, type ReadingId, seededRandom, type UserId, uuidV7 } from '@scholia/core';
import type { NewEvent } from '@scholia/domain';
import { createTestDatabase, type TestDatabase } from '@scholia/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EventStore, verifyChain } from './index.ts';

const random = seededRandom(1);
const id = <T extends string>() => uuidV7(1_000, random) as T;
const reader = { type: 'user', userId: id<UserId>() } as const;
const projectId = id<ProjectId>();

let database: TestDatabase;
let store: EventStore;

beforeAll(async () => {
  database = await createTestDatabase();
  store = new EventStore(database.sql, { logId: 'main', clock: () => 1_700_000_000_000, random });
});
afterAll(async () => {
  await store.close();
  await database.drop();
});

function operation(readingId: ReadingId, counter: number): NewEvent {
  return {
    type: 'OperationCommitted',
    payload: { readingId, session: 7, counter, lamport: counter, kind: 'Stroke', bytes: 'AQID' },
    actor: reader,
    projectId,
  };
}

describe('append', () => {
  it('[ES1] eight writers at once get every position once, and every chain verifies', async () => {
    const readings = Array.from({ length: 4 }, () => id<ReadingId>());
    const before = await store.head();
    await Promise.all(
      Array.from({ length: 8 }, async (_, writer) => {
        for (let i = 0; i < 25; i++) {
          const readingId = readings[(writer + i) % readings.length];
          await store.transact(async (tx) => {
            tx.append({ streamId: `reading-${readingId}`, events: [operation(readingId, i), operation(readingId, i)] });
          });
        }
      }),
    );
    const events = await store.read({ after: 0n, limit: 1000 });
    expect(await store.head()).toBe(before + 400n);
    expect(events.map((event) => event.position)).toEqual(events.map((_, i) => BigInt(i + 1)));
    expect(verifyChain(events)).toEqual([]);
  });
});
