import { appendOperation, type OperationId, type ReadingClient } from '@scholia/collab';
import { seededRandom, systemClock } from '@scholia/core';
import { streams } from '@scholia/domain';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LossyProxy } from './lossy-proxy.ts';
import { digestOfClient, dot, until, World } from './world.ts';

/** The network of these tests makes more refusals than any person. */
const PATIENT = { refusalsPerMinute: 100_000, refusalsBeforeBar: 100_000 };

let world: World;
const proxies: LossyProxy[] = [];
beforeEach(async () => {
  world = await World.create();
});
afterEach(async () => {
  await world.destroy();
  for (const proxy of proxies.splice(0)) await proxy.stop();
});

async function proxyTo(url: string): Promise<LossyProxy> {
  const proxy = await LossyProxy.start(url);
  proxies.push(proxy);
  return proxy;
}

async function operationsInLog() {
  const events = await world.events.read({ after: 0n, limit: 10_000, types: ['OperationCommitted'] });
  return events.flatMap((event) => (event.type === 'OperationCommitted' ? [event.payload] : []));
}

/** Everybody has saved all they have, has the same, and the log says so, too. */
async function settled(clients: readonly ReadingClient[]): Promise<void> {
  await until('all saved', () =>
    clients.every(({ state }) => state.connection === 'live' && state.unsaved === 0 && !state.recovering),
  );
  await until('all equal', () => new Set(clients.map(digestOfClient)).size === 1);
  expect(await world.digestOfLog()).toBe(digestOfClient(clients[0]));
}

describe('a bad network', () => {
  it('loses, repeats and reorders: every operation is in the log once, and all agree; clocks may differ by a day', async () => {
    const servers = [
      await world.serve({}, PATIENT),
      await world.serve({ clock: () => systemClock() + 86_400_000 }, PATIENT),
    ];
    const links = await Promise.all([servers[0], servers[1], servers[0]].map(({ url }) => proxyTo(url)));
    const people = [await world.person('annotator'), await world.person('annotator')];
    const clients = links.map((link, n) => world.client({ ...servers[0], url: link.url }, people[n % 2]));
    await until('live', () => clients.every(({ state }) => state.connection === 'live' && state.writable));
    const random = seededRandom(71);
    for (const link of links) link.random = random;
    let written = 0;
    for (let n = 0; n < 120; n++) {
      const client = clients[random.integer(3)];
      if (client.state.writable) {
        client.stroke(dot(4 + random.integer(56), 4 + random.integer(40), random.integer(16)), {
          value: random.integer(4),
        });
        written++;
        if (random.integer(8) === 0) client.undo();
      }
      if (random.integer(12) === 0) links[random.integer(3)].cut();
      if (n % 3 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    for (const link of links) link.random = undefined;
    for (const client of clients) client.reconnect();
    await settled(clients);
    const logged = await operationsInLog();
    expect(logged.filter(({ kind }) => kind === 'Stroke')).toHaveLength(written);
    expect(new Set(logged.map(({ session, counter }) => `${session}:${counter}`)).size).toBe(logged.length);
    expect(clients.flatMap(({ setAside }) => setAside)).toEqual([]);
  });
});

describe('a long time offline', () => {
  /** Goes behind the client's own checks, as a broken version of it would. */
  function appendBad(client: ReadingClient): OperationId {
    return appendOperation(client.awareness.doc, {
      type: 'Stroke',
      lamport: client.fold.highestLamport + 1,
      seen: 0n,
      layer: 'labels',
      value: 77,
      shape: dot(30),
      policy: { mode: 'all' },
      locked: [],
    });
  }

  async function offline(): Promise<{ client: ReadingClient; link: LossyProxy; peer: ReadingClient }> {
    const server = await world.serve({}, PATIENT);
    const link = await proxyTo(server.url);
    const client = world.client({ ...server, url: link.url }, await world.person('annotator'));
    const peer = await world.live(server, await world.person('annotator'));
    await until('live', () => client.state.connection === 'live' && client.state.writable);
    link.down();
    await until('offline', () => client.state.connection !== 'live');
    return { client, link, peer };
  }

  const paint = (client: ReadingClient, strokes: number, j: number) => {
    for (let n = 0; n < strokes; n++) client.stroke(dot(5 + n, j), { value: 1 + (n % 3) });
  };

  it('with bad operations in the middle: they are set aside, all others are saved', async () => {
    const { client, link, peer } = await offline();
    paint(client, 30, 10);
    appendBad(client);
    paint(client, 15, 20);
    const bad = appendBad(client);
    client.stroke(dot(40, 30), { value: 2 });
    client.undo();
    paint(client, 14, 35);
    peer.stroke(dot(20, 40), { value: 3 });
    expect(client.fold.has(bad)).toBe(true);
    link.up();
    client.reconnect();
    await until('set aside', () => client.setAside.length === 2);
    await settled([client, peer]);
    expect(client.setAside.map(({ code }) => code)).toEqual(['unknown-label', 'unknown-label']);
    const logged = await operationsInLog();
    expect(logged.filter(({ kind }) => kind === 'Stroke')).toHaveLength(61);
    expect(client.fold.labels.get(40, 30, 5)).toBe(0);
  });

  it('while the reading is submitted: all is set aside, and lands when it is reopened', async () => {
    const { client, link, peer } = await offline();
    paint(client, 20, 10);
    const mine = digestOfClient(client);
    await world.submit();
    link.up();
    client.reconnect();
    await until('set aside', () => client.setAside.length === 20);
    expect(client.fold.labels.isEmpty).toBe(true);
    expect(await operationsInLog()).toEqual([]);
    const { readingId } = world;
    await world.events.transact(async (tx) => {
      tx.append({
        streamId: streams.reading(readingId),
        events: [
          { type: 'ReadingReopened', actor: { type: 'system', name: 'test' }, payload: { readingId, reason: 'more' } },
        ].map((event) => ({ ...event, projectId: world.projectId }) as never),
      });
    });
    client.reconnect();
    await until('open', () => client.state.connection === 'live' && client.state.writable);
    client.retrySetAside();
    await settled([client, peer]);
    expect(digestOfClient(client)).toBe(mine);
    expect(client.setAside).toEqual([]);
  });
});
