import 'fake-indexeddb/auto';
import { digestOf, parseId, type ReadingId, type UserId } from '@scholia/core';
import { encodeLabelmap, type Grid, Labelmap, type StrokeShape } from '@scholia/volume';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { Fold } from '../fold.ts';
import { promptsInForce } from '../prompts.ts';
import { REFUSALS } from '../refusal.ts';
import { TestSyncServer } from '../testing/sync-server.ts';
import { until } from '../testing/until.ts';
import { ReadingClient, type ReadingClientOptions } from './reading-client.ts';

const GRID: Grid = { dims: [64, 64, 32], spacingUm: [1000, 1000, 2000] };
const READING = parseId<ReadingId>('01890000-0000-7000-8000-000000000001');
const READER_1 = parseId<UserId>('01890000-0000-7000-8000-00000000000a');
const READER_2 = parseId<UserId>('01890000-0000-7000-8000-00000000000b');

let server: TestSyncServer;
const clients: ReadingClient[] = [];

afterEach(async () => {
  for (const client of clients.splice(0)) await client.destroy();
  await server.stop();
});

function open(user: UserId, options: Partial<ReadingClientOptions> = {}): ReadingClient {
  const client = new ReadingClient({
    url: server.url,
    readingId: READING,
    userId: user,
    token: user,
    grid: GRID,
    fetchBlob: () => Promise.reject(new Error('no blobs here')),
    persistence: 'none',
    WebSocketPolyfill: WebSocket as unknown as typeof globalThis.WebSocket,
    ...options,
  });
  clients.push(client);
  return client;
}

async function openLive(user: UserId, options: Partial<ReadingClientOptions> = {}): Promise<ReadingClient> {
  const client = open(user, options);
  await until('live and writable', () => client.state.connection === 'live' && client.state.writable);
  return client;
}

function dot(i: number, j = 10, k = 5): StrokeShape {
  return { shape: 'disc', axis: 2, radiusUm: 2000, points: Int32Array.of(8 * i, 8 * j, 8 * k) };
}

function serverDigest(): string {
  const fold = new Fold(GRID);
  fold.apply(server.committed);
  return fold.digest();
}

describe('ReadingClient', () => {
  it('[CO40] brings what one paints to the other, and calls it saved only once it is committed', async () => {
    server = await TestSyncServer.start(GRID);
    const [a, b] = [await openLive(READER_1), await openLive(READER_2)];
    server.hold();
    a.stroke(dot(20), { value: 1 });
    expect(a.fold.labels.get(20, 10, 5)).toBe(1);
    await until('the server has it', () => server.committed.length === 1);
    await until('counted', () => a.state.unsaved === 1);
    expect(b.fold.labels.get(20, 10, 5)).toBe(0);
    server.release();
    await until('saved', () => a.state.unsaved === 0);
    await until('seen by the other', () => b.fold.labels.get(20, 10, 5) === 1);
    expect(a.state.savedPosition).toBe(1n);
    expect(a.fold.digest()).toBe(b.fold.digest());
    expect(a.fold.digest()).toBe(serverDigest());
  });

  it('[CO41] keeps edits made offline, and one made right after the reconnect does not overtake them', async () => {
    server = await TestSyncServer.start(GRID);
    const link = { onOpen: () => {} };
    class Socket extends WebSocket {
      constructor(url: string) {
        super(url);
        // Right after the listener of y-websocket: the link is up, nothing has been exchanged.
        process.nextTick(() => this.on('open', () => link.onOpen()));
      }
    }
    const WebSocketPolyfill = Socket as unknown as typeof globalThis.WebSocket;
    const [a, b] = [await openLive(READER_1, { WebSocketPolyfill }), await openLive(READER_2)];
    server.disconnectAll();
    await until('noticed', () => a.state.connection !== 'live');
    for (let n = 0; n < 20; n++) a.stroke(dot(10 + n), { value: 1 });
    b.stroke(dot(15), { value: 2 });
    let overtaking = 0;
    link.onOpen = () => {
      if (overtaking++ === 0) a.stroke(dot(40), { value: 3 });
    };
    await until('reconnected', () => overtaking > 0);
    await until('all saved', () => a.state.unsaved === 0 && b.state.unsaved === 0);
    await until('equal', () => a.fold.digest() === b.fold.digest());
    expect(server.refusals).toEqual([]);
    expect(server.committed).toHaveLength(22);
    expect(a.fold.digest()).toBe(serverDigest());
  });

  it('[CO42] undoes and redoes own work only', async () => {
    server = await TestSyncServer.start(GRID);
    const [a, b] = [await openLive(READER_1), await openLive(READER_2)];
    a.stroke(dot(20), { value: 1 });
    await until('b has it', () => b.fold.labels.get(20, 10, 5) === 1);
    expect(b.undo()).toBeUndefined();
    b.stroke(dot(20), { value: 2 });
    await until('a has it', () => a.fold.labels.get(20, 10, 5) === 2);
    expect(a.undo()).toBeDefined();
    expect(a.fold.labels.get(20, 10, 5)).toBe(2);
    expect(b.undo()).toBeDefined();
    await until('a sees it', () => a.fold.labels.get(20, 10, 5) === 0);
    expect(a.redo()).toBeDefined();
    await until('b sees it', () => b.fold.labels.get(20, 10, 5) === 1);
    await until('state', () => a.state.canUndo && !a.state.canRedo && b.state.canRedo && !b.state.canUndo);
    expect(server.refusals).toEqual([]);
  });

  it('[CO43] sets one bad operation in a long offline session aside, and saves all others', async () => {
    server = await TestSyncServer.start(GRID);
    const [a, b] = [await openLive(READER_1), await openLive(READER_2)];
    a.stroke(dot(5), { value: 1 });
    await until('saved', () => a.state.unsaved === 0);
    server.disconnectAll();
    await until('noticed', () => a.state.connection !== 'live');
    for (let n = 0; n < 30; n++) a.stroke(dot(10 + n, 20), { value: n === 17 ? 77 : 1 });
    a.undo();
    b.stroke(dot(12, 20), { value: 2 });
    await until('recovered', () => !a.state.recovering && a.state.refusal !== undefined);
    await until('saved', () => a.state.unsaved === 0 && b.state.unsaved === 0);
    await until('equal', () => a.fold.digest() === b.fold.digest());
    expect(a.fold.digest()).toBe(serverDigest());
    expect(a.state.refusal).toEqual({ code: 'unknown-label', message: REFUSALS['unknown-label'], setAside: 1 });
    expect(server.committed.filter(({ op }) => op.type === 'Stroke')).toHaveLength(1 + 29 + 1);
    expect(server.committed.filter(({ op }) => op.type === 'Undo')).toHaveLength(1);
    a.stroke(dot(50), { value: 3 });
    await until('normal again', () => b.fold.labels.get(50, 10, 5) === 3);
    a.dropSetAside();
    await until('dropped', () => a.state.refusal === undefined);
  });

  it('[CO44] keeps everything aside when the reading was closed, and appends it again when asked', async () => {
    server = await TestSyncServer.start(GRID);
    const a = await openLive(READER_1);
    server.refuse = () => ({ type: 'Refused', code: 'reading-closed', message: REFUSALS['reading-closed'] });
    a.stroke(dot(20), { value: 1 });
    await until('set aside', () => a.state.refusal?.setAside === 1 && a.state.connection === 'live');
    expect(a.state.writable).toBe(false);
    expect(a.fold.labels.isEmpty).toBe(true);
    expect(() => a.stroke(dot(20), { value: 1 })).toThrow(/no longer takes edits/);
    server.refuse = () => undefined;
    server.broadcast({ type: 'Status', writable: true });
    await until('writable', () => a.state.writable);
    a.retrySetAside();
    await until('saved', () => server.committed.length === 1 && a.state.unsaved === 0);
    expect(a.setAside).toEqual([]);
    expect(a.fold.digest()).toBe(serverDigest());
  });

  it('[CO45] keeps all when the sign-in expires, and goes on after signing in again', async () => {
    server = await TestSyncServer.start(GRID);
    const a = await openLive(READER_1);
    server.disconnectAll(4401);
    await until('offline', () => a.state.offline?.code === 4401);
    expect(a.state.connection).toBe('offline');
    a.stroke(dot(20), { value: 1 });
    await until('unsaved', () => a.state.unsaved === 1);
    a.reconnect();
    await until('saved', () => a.state.unsaved === 0 && a.state.connection === 'live');
    expect(server.committed).toHaveLength(1);
  });

  it('[CO46] finds its unsent work, its own sessions and what was saved after a restart of the page', async () => {
    server = await TestSyncServer.start(GRID);
    const first = await openLive(READER_1, { persistence: 'indexeddb' });
    first.stroke(dot(20), { value: 1 });
    await until('saved', () => first.state.unsaved === 0 && first.state.keptLocally);
    server.disconnectAll(4401);
    await until('offline', () => first.state.connection === 'offline');
    first.stroke(dot(30), { value: 2 });
    await first.destroy();
    const second = open(READER_1, { persistence: 'indexeddb', url: 'ws://127.0.0.1:9' });
    await second.whenLoaded;
    expect(second.fold.labels.get(30, 10, 5)).toBe(2);
    await until('honest', () => second.state.unsaved === 1 && second.state.writable);
    await second.destroy();
    const third = await openLive(READER_1, { persistence: 'indexeddb' });
    await until('saved', () => third.state.unsaved === 0 && server.committed.length === 2);
    expect(third.undo()).toBeDefined();
    expect(third.fold.labels.get(30, 10, 5)).toBe(0);
    await until('the undo is accepted', () => server.committed.length === 3);
    expect(server.refusals).toEqual([]);
  });

  it('[CO73] takes back what was written in an adopted session, after a restart of the page too', async () => {
    server = await TestSyncServer.start(GRID);
    // Somebody whose browser keeps nothing of the other tests.
    const reader = parseId<UserId>('01890000-0000-7000-8000-0000000000a9');
    const elsewhere = await openLive(reader);
    const { session } = elsewhere.stroke(dot(20), { value: 1 });
    await until('saved', () => elsewhere.state.unsaved === 0);
    const first = await openLive(reader, { persistence: 'indexeddb' });
    await until('seen', () => first.fold.labels.get(20, 10, 5) === 1);
    expect(first.state.canUndo).toBe(false);
    first.adopt(session);
    await until('undoable', () => first.state.canUndo && first.state.unsaved === 0);
    await first.destroy();
    const second = await openLive(reader, { persistence: 'indexeddb' });
    expect(second.undo()).toEqual({ session, counter: 0 });
    await until('saved', () => second.state.unsaved === 0 && server.committed.length === 2);
    expect(elsewhere.fold.labels.get(20, 10, 5)).toBe(0);
    expect(second.redo()).toEqual({ session, counter: 0 });
    expect(server.refusals).toEqual([]);
  });

  it('[CO74] takes back one operation of its own and gives it back, whatever came later', async () => {
    server = await TestSyncServer.start(GRID);
    const [a, b] = [await openLive(READER_1), await openLive(READER_2)];
    const box = { type: 'box', from: [4, 4, 2], to: [30, 30, 7] } as const;
    const how = { layer: 'prompts', policy: { mode: 'onlyEmpty' } } as const;
    const id = a.fill(box, { ...how, value: 1 });
    const scribble = a.stroke(dot(20), { layer: 'prompts', value: 255 });
    await until('the other has both', () => promptsInForce(b.fold).length === 2);
    expect([b.isOwn(id), a.isOwn(id)]).toEqual([false, true]);
    expect(b.fold.prompts.get(10, 10, 5)).toBe(1);
    a.mark('Undo', id);
    await until('the other sees it go', () => b.fold.prompts.get(10, 10, 5) === 0);
    expect(promptsInForce(b.fold).map((prompt) => prompt.id)).toEqual([scribble]);
    a.mark('Redo', id);
    await until('the other sees it come', () => b.fold.prompts.get(10, 10, 5) === 1);
    expect(b.fold.prompts.get(20, 10, 5)).toBe(255);
    expect(server.refusals).toEqual([]);
  });

  it('[CO47] does not offer a refused operation again after a restart of the page', async () => {
    server = await TestSyncServer.start(GRID);
    const first = await openLive(READER_2, { persistence: 'indexeddb' });
    first.stroke(dot(20), { value: 99 });
    await until('set aside', () => first.state.refusal?.setAside === 1 && !first.state.recovering);
    first.stroke(dot(22), { value: 1 });
    await until('saved', () => first.state.unsaved === 0 && server.committed.length === 1);
    await first.destroy();
    const refusals = server.refusals.length;
    const second = await openLive(READER_2, { persistence: 'indexeddb' });
    second.stroke(dot(24), { value: 1 });
    await until('saved', () => second.state.unsaved === 0 && server.committed.length === 2);
    expect(second.setAside).toHaveLength(1);
    expect(server.refusals).toHaveLength(refusals);
  });

  it('[CO48] shows presence of others, coalesced', async () => {
    server = await TestSyncServer.start(GRID);
    const [a, b] = [await openLive(READER_1), await openLive(READER_2)];
    let events = 0;
    b.on('presence', () => events++);
    for (let slice = 0; slice < 50; slice++)
      a.setPresence({
        userId: READER_1,
        name: 'reader-1',
        color: '#ff0000',
        view: { axis: 2, slice },
        ijk: null,
        tool: 'brush',
        radiusUm: 1000,
        label: 1,
      });
    await until('the last one arrives', () => [...b.presence.values()].some(({ view }) => view?.slice === 49));
    expect(events).toBeLessThan(5);
    expect(b.presence.size).toBe(1);
  });

  it('[CO49] lets two tabs share the local copy, and saves once what both wrote', async () => {
    server = await TestSyncServer.start(GRID);
    const reader = parseId<UserId>('01890000-0000-7000-8000-00000000000c');
    const tabs = [
      await openLive(reader, { persistence: 'indexeddb' }),
      await openLive(reader, { persistence: 'indexeddb' }),
    ];
    for (const tab of tabs) tab.stroke(dot(10), { value: 1 });
    await until('saved', () => tabs.every(({ state }) => state.unsaved === 0 && state.savedPosition === 2n));
    server.disconnectAll(4401);
    await until('offline', () => tabs.every(({ state }) => state.connection === 'offline'));
    tabs.forEach((tab, n) => {
      for (let i = 0; i < 5; i++) tab.stroke(dot(20 + i, 10 + 5 * n), { value: 1 + n });
    });
    for (const tab of tabs) await tab.destroy();
    const next = await openLive(reader, { persistence: 'indexeddb' });
    await until('saved', () => next.state.unsaved === 0 && server.committed.length === 12);
    expect(server.refusals).toEqual([]);
    expect(next.fold.digest()).toBe(serverDigest());
  });

  it('[CO66] shows a mask once its blob has come, and says until then that it is missing', async () => {
    server = await TestSyncServer.start(GRID);
    const blob = new Labelmap(GRID.dims);
    blob.fillRun(3, 60, 7, 9, 2);
    const bytes = encodeLabelmap(blob);
    let deliver = () => {};
    const fetchBlob = () =>
      new Promise<Uint8Array>((resolve) => {
        deliver = () => resolve(bytes);
      });
    const [a, b] = [await openLive(READER_1, { fetchBlob }), await openLive(READER_2)];
    a.mask(digestOf(bytes), { type: 'import' });
    expect(a.state.missingBlobs).toBe(1);
    const changed = new Promise<ReadonlySet<number>>((resolve) => {
      a.on('change', ({ labels }) => labels.size > 0 && resolve(labels));
    });
    deliver();
    expect([...(await changed)].sort()).toEqual([0, 1]);
    expect([a.state.missingBlobs, a.fold.labels.get(60, 7, 9)]).toEqual([0, 2]);
    await until('the other asks for it too', () => b.state.missingBlobs === 1);
    expect(a.undo()).toBeDefined();
    expect(a.fold.labels.isEmpty).toBe(true);
  });
});
