import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAppError, type ReadingId } from '@scholia/core';
import { connect, destroyCluster, type EmbeddedPostgres, migrate, type Sql, startEmbeddedPostgres } from '@scholia/db';
import { type NewEvent, streams } from '@scholia/domain';
import { verifyChain } from '@scholia/ledger';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EventStore } from './index.ts';
import { clock, eventually, newId, operation, random } from './testing.ts';

let folder: string;
let server: EmbeddedPostgres;
let sql: Sql;
let store: EventStore;

const start = () => startEmbeddedPostgres({ dataDir: join(folder, 'postgres') });

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'scholia-crash-'));
  server = await start();
  await migrate(server.url, { appUrl: server.appUrl });
  sql = connect(server.appUrl);
  store = new EventStore(sql, { logId: 'main', clock, random });
});
afterAll(async () => {
  await store.close();
  await sql.end({ timeout: 1 });
  await destroyCluster(join(folder, 'postgres'));
  rmSync(folder, { recursive: true, force: true });
});

describe('a killed database', () => {
  it('[ES8] [ES10] [ES11] loses nothing acknowledged, and subscriptions go on without gap or repetition', async () => {
    const acknowledged = new Set<string>();
    const codes = new Set<unknown>();
    let isOver = false;
    const alone = (streamId: string, events: NewEvent[]) =>
      store.transact(async (tx) => tx.append({ streamId, events }));
    const shared = (streamId: string, events: NewEvent[]) =>
      store.transactOn(streamId, async (tx) => tx.append({ events }));
    const writers = [alone, alone, shared, shared, shared, shared].map(async (write) => {
      const id = newId<ReadingId>();
      for (let i = 0; !isOver; i++) {
        try {
          const { events } = await write(streams.reading(id), [operation(id, i), operation(id, i)]);
          for (const event of events) acknowledged.add(event.eventId);
        } catch (error) {
          codes.add(isAppError(error) ? error.code : error);
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
      }
    });
    const stop = new AbortController();
    const seen: string[] = [];
    const subscriber = (async () => {
      for await (const event of store.subscribe({ after: 0n, signal: stop.signal })) seen.push(event.eventId);
    })();

    for (const target of [100, 200, 300]) {
      await eventually(() => acknowledged.size >= target);
      process.kill(server.pid, 'SIGKILL');
      await eventually(() => codes.size > 0);
      server = await start();
      expect([...codes]).toEqual(['database-unavailable']);
      codes.clear();
    }
    await eventually(() => acknowledged.size >= 400);
    isOver = true;
    await Promise.all(writers);

    const events = await store.read({ after: 0n, limit: 100_000 });
    const stored = events.map((event) => event.eventId);
    expect([...acknowledged].filter((id) => !stored.includes(id as never))).toEqual([]);
    expect(await store.head()).toBe(BigInt(events.length));
    expect(verifyChain(events)).toEqual([]);
    await eventually(() => seen.length >= stored.length);
    stop.abort();
    await subscriber;
    expect(seen).toEqual(stored);
  });
});
