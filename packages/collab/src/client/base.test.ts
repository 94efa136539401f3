import 'fake-indexeddb/auto';
import { digestOf, parseId, type ReadingId, toBase64, type UserId } from '@scholia/core';
import { type Grid, Labelmap, type StrokeShape } from '@scholia/volume';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import * as Y from 'yjs';
import { foldAll } from '../fold-all.ts';
import { encodeFoldBase } from '../fold-base.ts';
import { TestSyncServer } from '../testing/sync-server.ts';
import { until } from '../testing/until.ts';
import { ReadingClient, type ReadingClientOptions } from './reading-client.ts';

const GRID: Grid = { dims: [64, 40, 12], spacingUm: [1000, 1000, 2500] };
const READING = parseId<ReadingId>('01890000-0000-7000-8000-0000000000b0');
const AUTHOR = parseId<UserId>('01890000-0000-7000-8000-0000000000b1');
const READER = parseId<UserId>('01890000-0000-7000-8000-0000000000b2');
/** A label that only the base has, to tell where a fold started. */
const MARK = [60, 35, 11] as const;

const dot = (i: number): StrokeShape => ({
  shape: 'disc',
  axis: 2,
  radiusUm: 3000,
  points: Int32Array.of(8 * i, 80, 40),
});

let server: TestSyncServer;
const clients: ReadingClient[] = [];

async function open(user: UserId, options: Partial<ReadingClientOptions> = {}): Promise<ReadingClient> {
  const client = new ReadingClient({
    url: server.url,
    readingId: READING,
    userId: user,
    token: user,
    grid: GRID,
    fetchBlob: () => Promise.reject(new Error('there are no blobs here')),
    persistence: 'none',
    WebSocketPolyfill: WebSocket as never,
    ...options,
  });
  clients.push(client);
  await until('live', () => client.state.connection === 'live' && client.state.writable);
  return client;
}

/** A base of all that is committed now, with a mark that the operations do not explain. */
function markedBase(): Uint8Array {
  const clocks = new Map<number, number>();
  for (const { id } of server.committed) clocks.set(id.session, (clocks.get(id.session) ?? 0) + 1);
  const { labels, prompts } = foldAll(GRID, server.committed, new Map());
  labels.set(...MARK, 3);
  return encodeFoldBase({ clocks, labels, prompts });
}

async function aReadingOf(operations: number): Promise<ReadingClient> {
  server = await TestSyncServer.start(GRID);
  const author = await open(AUTHOR);
  for (let n = 0; n < operations; n++) author.stroke(dot(10 + n), { value: 1 + (n % 3) });
  await until('saved', () => author.state.unsaved === 0);
  return author;
}

afterEach(async () => {
  for (const client of clients.splice(0)) await client.destroy();
  await server.stop();
});

describe('a base', () => {
  it('[CO67] is where the fold of a late joiner starts, who goes on from there', async () => {
    const author = await aReadingOf(20);
    const base = markedBase();
    author.stroke(dot(40), { value: 2 });
    await until('saved', () => author.state.unsaved === 0);
    const late = await open(READER, { fetchBase: async () => base });
    expect(late.fold.labels.get(...MARK)).toBe(3);
    expect(late.fold.labels.get(40, 10, 5)).toBe(2);
    late.stroke(dot(12), { value: 0 });
    author.undo();
    await until('exchanged', () => server.committed.length === 23 && late.state.unsaved === 0);
    late.fold.labels.set(...MARK, 0);
    const oracle = foldAll(GRID, server.committed, new Map()).labels;
    expect(late.fold.labels.toDense()).toEqual(oracle.toDense());
    expect(late.fold.blame(25, 10, 5)?.value).toBe(author.fold.blame(25, 10, 5)?.value);
  });

  it('[CO67] that is of more than the document has, of another image, damaged, or never comes, changes nothing', async () => {
    const author = await aReadingOf(5);
    const ahead = encodeFoldBase({
      clocks: new Map([[author.awareness.clientID, 6]]),
      labels: new Labelmap(GRID.dims),
      prompts: new Labelmap(GRID.dims),
    });
    const foreign = encodeFoldBase({
      clocks: new Map(),
      labels: new Labelmap([3, 3, 3]),
      prompts: new Labelmap([3, 3, 3]),
    });
    for (const fetchBase of [
      async () => ahead,
      async () => foreign,
      async () => Uint8Array.of(1, 2, 3),
      async () => undefined,
      () => Promise.reject(new Error('offline')),
    ]) {
      const late = await open(READER, { fetchBase });
      expect(late.fold.digest()).toBe(author.fold.digest());
    }
  });

  it('[CO68] is kept with the local copy, and used again after a restart and after a refusal', async () => {
    await aReadingOf(20);
    const base = markedBase();
    let asked = 0;
    const fetchBase = async () => {
      asked++;
      return base;
    };
    const first = await open(READER, { fetchBase, persistence: 'indexeddb' });
    await first.destroy();
    const second = await open(READER, { fetchBase, persistence: 'indexeddb' });
    expect(second.fold.labels.get(...MARK)).toBe(3);
    expect(asked).toBe(1);
    second.stroke(dot(20), { value: 99 });
    await until('set aside', () => second.setAside.length === 1 && !second.state.recovering);
    expect(second.fold.labels.get(...MARK)).toBe(3);
    second.stroke(dot(21), { value: 1 });
    await until('saved', () => second.state.unsaved === 0);
    expect(second.fold.labels.get(21, 10, 5)).toBe(1);
  });
});

describe('a digest from the server', () => {
  it('[CO69] is compared only with exactly the same operations, and a difference is told and reported', async () => {
    const author = await aReadingOf(3);
    const vector = toBase64(Y.encodeStateVector(server.doc));
    const digest = author.fold.digest();
    const other = digestOf(new Uint8Array());
    server.broadcast({ type: 'Digest', position: '3', stateVector: vector, digest });
    server.broadcast({ type: 'Digest', position: '2', stateVector: toBase64(Uint8Array.of(0)), digest: other });
    server.broadcast({ type: 'Status', writable: false, reason: 'after the others' });
    await until('heard', () => author.state.notWritableBecause === 'after the others');
    expect(author.state.diverged).toBeUndefined();
    server.broadcast({ type: 'Digest', position: '3', stateVector: vector, digest: other });
    await until('told', () => author.state.diverged !== undefined);
    expect(author.state.diverged).toEqual({ here: digest, server: other });
    await until('reported', () => server.reports.length === 1);
    expect(server.reports).toEqual([{ type: 'DigestDiffers', position: '3', digest }]);
  });
});
