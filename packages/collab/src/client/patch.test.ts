import 'fake-indexeddb/auto';
import { type Digest, digestOf, parseId, type ReadingId, type UserId } from '@scholia/core';
import { decodePatch, ERASE, type Grid, Labelmap } from '@scholia/volume';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { blobNeededBy } from '../operation.ts';
import { TestSyncServer } from '../testing/sync-server.ts';
import { until } from '../testing/until.ts';
import { ReadingClient, type ReadingClientOptions } from './reading-client.ts';

const GRID: Grid = { dims: [64, 64, 64], spacingUm: [1000, 1000, 1000] };
const READING = parseId<ReadingId>('01890000-0000-7000-8000-0000000000c0');
const AUTHOR = parseId<UserId>('01890000-0000-7000-8000-0000000000c1');
const READER = parseId<UserId>('01890000-0000-7000-8000-0000000000c2');

let server: TestSyncServer;
const clients: ReadingClient[] = [];

function open(user: UserId, options: Partial<ReadingClientOptions> = {}): ReadingClient {
  const client = new ReadingClient({
    url: server.url,
    readingId: READING,
    userId: user,
    token: user,
    grid: GRID,
    fetchBlob: async (digest) => {
      const bytes = server.blobs.get(digest);
      if (!bytes) throw new Error('not here yet');
      return bytes;
    },
    persistence: 'none',
    WebSocketPolyfill: WebSocket as never,
    ...options,
  });
  clients.push(client);
  return client;
}

async function openLive(user: UserId, options: Partial<ReadingClientOptions> = {}): Promise<ReadingClient> {
  const client = open(user, options);
  await until('live', () => client.state.connection === 'live' && client.state.writable);
  return client;
}

afterEach(async () => {
  for (const client of clients.splice(0)) await client.destroy();
  await server.stop();
});

/** Voxels in no order that would make runs: too many bytes for an operation. */
function speckles(value: number): Labelmap {
  const changes = new Labelmap(GRID.dims);
  for (let n = 0; n < 4000; n++) changes.set((n * 37) % 64, (n >> 6) % 64, (n * 17) % 64, value);
  return changes;
}

const digests = () => server.committed.map(({ op }) => blobNeededBy(op)).filter((digest) => digest !== undefined);

describe('patch', () => {
  it('[CO71] small ones travel in the operation, large ones as a blob that is there before it', async () => {
    server = await TestSyncServer.start(GRID);
    const [a, b] = [await openLive(AUTHOR), await openLive(READER)];
    const line = new Labelmap(GRID.dims);
    line.fillRun(3, 30, 5, 6, 1);
    a.patch(line, { tool: 'interpolate', parameters: { axis: 2 } });
    expect(a.patch(new Labelmap(GRID.dims), { tool: 'islands' })).toBeUndefined();
    a.patch(speckles(2), { tool: 'floodFill' });
    await until('saved', () => a.state.unsaved === 0 && server.committed.length === 2);
    const [digest] = digests() as [Digest];
    expect(digestOf(server.blobs.get(digest) ?? new Uint8Array())).toBe(digest);
    await until('shown to the other', () => b.state.missingBlobs === 0 && b.fold.digest() === a.fold.digest());
    expect(b.fold.labels.get(30, 5, 6)).toBe(1);
    const erased = new Labelmap(GRID.dims);
    erased.fillRun(10, 12, 5, 6, ERASE);
    b.patch(erased, { tool: 'smooth', locked: [3] });
    await until('exchanged', () => b.state.unsaved === 0 && a.fold.labels.get(11, 5, 6) === 0);
    expect(a.fold.blame(11, 5, 6)).toMatchObject({ value: 0 });
    expect(server.refusals).toEqual([]);
    b.undo();
    expect(b.fold.labels.get(11, 5, 6)).toBe(1);
  });

  it('[CO71] blobs of what was done offline are kept over a restart, shown, and sent first', async () => {
    server = await TestSyncServer.start(GRID);
    const first = await openLive(AUTHOR, { persistence: 'indexeddb' });
    server.disconnectAll(4401);
    await until('offline', () => first.state.connection === 'offline');
    first.patch(speckles(3), { tool: 'floodFill' });
    const digest = first.fold.digest();
    await first.destroy();
    expect(server.blobs.size).toBe(0);
    const second = await openLive(AUTHOR, { persistence: 'indexeddb' });
    await until('saved', () => second.state.unsaved === 0 && server.committed.length === 1);
    expect(second.fold.digest()).toBe(digest);
    const [stored] = digests() as [Digest];
    expect(decodePatch(server.blobs.get(stored) ?? new Uint8Array(), GRID.dims).get(37, 0, 17)).toBe(3);
    expect(server.refusals).toEqual([]);
  });

  it('[CO71] a refusal of something else takes the blob along to the fresh document', async () => {
    server = await TestSyncServer.start(GRID);
    const client = await openLive(AUTHOR);
    server.disconnectAll();
    client.stroke({ shape: 'disc', axis: 2, radiusUm: 2000, points: Int32Array.of(80, 80, 40) }, { value: 99 });
    client.patch(speckles(1), { tool: 'margin', parameters: { marginMm: 2 } });
    await until('saved', () => client.state.unsaved === 0 && server.committed.length === 1);
    await until('settled', () => !client.state.recovering);
    expect(client.setAside).toHaveLength(1);
    expect(client.fold.labels.get(37, 0, 17)).toBe(1);
  });
});
