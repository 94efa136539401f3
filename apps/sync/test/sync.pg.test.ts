import { appendOperation, entriesOf } from '@scholia/collab';
import { AppError, ERROR_CODES, type ReadingId, seededRandom, type UserId } from '@scholia/core';
import { streams } from '@scholia/domain';
import { encodeLabelmap, Labelmap } from '@scholia/volume';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { LIMITS } from '../src/limits.ts';
import { encodePresence } from '../src/presence.ts';
import { awarenessMessage, syncUpdate } from '../src/wire.ts';
import { digestOfClient, dot, GRID, until, World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await World.create();
});
afterEach(async () => {
  await world.destroy();
});

/** A bare socket, for clients that do not behave. Resolves with the close code. */
async function rude(url: string, readingId: ReadingId, token: UserId | '', messages: readonly Uint8Array[]) {
  const socket = new WebSocket(`${url}/${readingId}?ack=1&token=${token}`);
  await new Promise((resolve) => socket.once('open', resolve));
  for (const message of messages) socket.send(message);
  return await new Promise<number>((resolve) => socket.once('close', resolve));
}

describe('two people on one reading', () => {
  it('see each other paint, each stroke an event, and agree with the log', async () => {
    const server = await world.serve();
    const [one, two] = [await world.person('annotator'), await world.person('reviewer')];
    const [a, b] = [await world.live(server, one), await world.live(server, two)];
    a.stroke(dot(10), { value: 1 });
    b.stroke(dot(14), { value: 2 });
    await until('both see both', () => a.fold.digest() === b.fold.digest() && a.fold.labels.get(14, 10, 5) === 2);
    await until('both saved', () => a.state.unsaved === 0 && b.state.unsaved === 0);
    expect(a.state.savedPosition).toBe(await world.events.head());
    expect(await world.countOf('OperationCommitted')).toBe(2);
    expect(await world.digestOfLog()).toBe(a.fold.digest());
  });

  it('undo only their own work', async () => {
    const server = await world.serve();
    const a = await world.live(server, await world.person('annotator'));
    const b = await world.live(server, await world.person('annotator'));
    a.stroke(dot(10), { value: 1 });
    await until('b has it', () => b.fold.labels.get(8, 10, 5) === 1);
    b.stroke(dot(11), { value: 2 });
    await until('a has it', () => a.fold.labels.get(11, 10, 5) === 2);
    a.undo();
    await until('b sees the undo', () => b.fold.labels.get(8, 10, 5) === 0);
    expect(b.fold.labels.get(11, 10, 5)).toBe(2);
    expect(a.undo()).toBeUndefined();
  });

  it('fill regions, and a reviewer takes back the work of others, with a reason', async () => {
    const server = await world.serve();
    const a = await world.live(server, await world.person('annotator'));
    const reviewer = await world.person('reviewer');
    const b = await world.live(server, reviewer);
    const target = a.fill({ type: 'box', from: [1, 1, 1], to: [40, 20, 2] }, { value: 2 });
    await until('b has it', () => b.fold.labels.get(40, 20, 2) === 2);
    expect(b.fold.labels.get(41, 20, 2)).toBe(0);
    b.review('Undo', target, 'that is the spleen');
    await until('a sees it', () => a.fold.labels.get(40, 20, 2) === 0);
    expect(b.redo()).toBeUndefined();
    // The role goes behind the room's back, so that only the check under the lock can see it.
    await world.database.ownerSql`update memberships set role = 'annotator' where user_id = ${reviewer}`;
    b.review('Redo', target, 'it was the liver after all');
    await until('refused', () => b.setAside.length === 1);
    expect(b.setAside[0].code).toBe('not-your-operation');
    expect(await world.countOf('OperationCommitted')).toBe(2);
  });

  it('meet across two sync processes', async () => {
    const [first, second] = [await world.serve(), await world.serve()];
    const a = await world.live(first, await world.person('annotator'));
    const b = await world.live(second, await world.person('annotator'));
    for (let n = 0; n < 5; n++) {
      a.stroke(dot(10 + n), { value: 1 });
      b.stroke(dot(30 + n), { value: 2 });
    }
    await until('equal', () => digestOfClient(a) === digestOfClient(b) && a.fold.labels.get(34, 10, 5) === 2);
    expect(await world.digestOfLog()).toBe(digestOfClient(a));
  });

  it('includes a stock y-websocket client', async () => {
    const server = await world.serve();
    const a = await world.live(server, await world.person('annotator'));
    const doc = new Y.Doc();
    const provider = new WebsocketProvider(server.url, world.readingId, doc, {
      WebSocketPolyfill: WebSocket as never,
      params: { token: await world.person('annotator') },
      disableBc: true,
    });
    await until('synced', () => provider.synced);
    appendOperation(doc, {
      type: 'Stroke',
      lamport: 1,
      seen: 0n,
      layer: 'labels',
      value: 3,
      shape: dot(20),
      policy: { mode: 'all' },
      locked: [],
    });
    await until('a sees it', () => a.fold.labels.get(20, 10, 5) === 3);
    a.stroke(dot(40), { value: 1 });
    await until('it sees a', () => entriesOf(doc).entries.length === 2);
    provider.destroy();
  });
});

describe('convergence', () => {
  it('of random edits with reconnects: equal digests everywhere', async () => {
    const server = await world.serve();
    const random = seededRandom(3);
    const people = await Promise.all([1, 2, 3].map(() => world.person('annotator')));
    const clients = await Promise.all(people.map((userId) => world.live(server, userId)));
    for (let n = 0; n < 60; n++) {
      const client = clients[random.integer(3)];
      const kind = random.integer(10);
      if (kind === 0) client.undo();
      else if (kind === 1) client.redo();
      else if (kind === 2) client.reconnect();
      else {
        const at = dot(
          4 + random.integer(56),
          4 + random.integer(40),
          random.integer(16),
          1000 * (1 + random.integer(6)),
        );
        client.stroke(at, { value: random.integer(4) });
      }
      if (n % 7 === 0) await new Promise((resolve) => setTimeout(resolve, random.integer(20)));
    }
    await until('all saved', () => clients.every(({ state }) => state.connection === 'live' && state.unsaved === 0));
    await until('all equal', () => new Set(clients.map(digestOfClient)).size === 1);
    expect(await world.digestOfLog()).toBe(digestOfClient(clients[0]));
  });

  it('after a server that stopped: what was painted meanwhile arrives', async () => {
    const server = await world.serve();
    const a = await world.live(server, await world.person('annotator'));
    const port = Number(new URL(server.url).port);
    await world.close(server);
    await until('offline', () => a.state.connection !== 'live');
    a.stroke(dot(10), { value: 1 });
    expect(a.state.unsaved).toBe(1);
    const again = await world.serve();
    again.http.close();
    const revived = await new Promise<typeof again>((resolve) => {
      again.http.once('close', () => again.http.listen(port, '127.0.0.1', () => resolve(again)));
      again.http.closeAllConnections();
    });
    expect(revived.http.listening).toBe(true);
    a.reconnect();
    await until('saved', () => a.state.connection === 'live' && a.state.unsaved === 0);
    expect(await world.digestOfLog()).toBe(digestOfClient(a));
  });
});

describe('who may do what', () => {
  it('turns away strangers, and says no more of a reading than that it does not exist', async () => {
    const server = await world.serve();
    expect(await rude(server.url, world.readingId, '', [])).toBe(ERROR_CODES['not-signed-in'].close);
    const stranger = await world.person(null);
    expect(await rude(server.url, world.readingId, stranger, [])).toBe(ERROR_CODES['not-found'].close);
    const unknown = '01890000-0000-7000-8000-000000000000' as ReadingId;
    expect(await rude(server.url, unknown, stranger, [])).toBe(ERROR_CODES['not-found'].close);
    // A client that keeps trying is told of once.
    expect(await rude(server.url, world.readingId, stranger, [])).toBe(ERROR_CODES['not-found'].close);
    const denials = await world.events.read({ after: 0n, limit: 10, types: ['AccessDenied'] });
    expect(denials).toMatchObject([
      {
        actor: { type: 'user', userId: stranger },
        payload: { capability: 'label.view', subject: streams.reading(world.readingId) },
        readingId: world.readingId,
        projectId: world.projectId,
      },
    ]);
  });

  it('keeps little of what a stranger says before being let in', async () => {
    const held: (() => void)[] = [];
    const server = await world.serve({
      authenticate: () => new Promise((resolve) => held.push(() => resolve(null))),
    });
    const noise = Array.from({ length: 60 }, () => new Uint8Array(1000));
    expect(await rude(server.url, world.readingId, '', noise)).toBe(1006);
    for (const release of held) release();
  });

  it('lets a viewer look, not edit', async () => {
    const server = await world.serve();
    const a = await world.live(server, await world.person('annotator'));
    const viewer = world.client(server, await world.person('viewer'));
    await until('viewer is in', () => viewer.state.connection === 'live');
    a.stroke(dot(10), { value: 1 });
    await until('viewer sees it', () => viewer.fold.labels.get(10, 10, 5) === 1);
    await until('viewer is read-only', () => !viewer.state.writable);
    expect(() => viewer.stroke(dot(11), { value: 1 })).toThrow();
  });

  it('ends a connection when its session does, keeps its edits, and takes them after signing in again', async () => {
    const userId = await world.person('annotator');
    let isSignedIn = true;
    const authenticate = async () => (isSignedIn ? { userId, name: 'reader', color: '#123456' } : null);
    const server = await world.serve({ authenticate }, { heartbeatMs: 20 });
    const a = await world.live(server, userId);
    a.stroke(dot(20), { value: 1 });
    await until('saved', () => a.state.unsaved === 0);
    isSignedIn = false;
    await until('told to sign in', () => a.state.offline?.code === ERROR_CODES['not-signed-in'].close);
    a.stroke(dot(21), { value: 2 });
    expect(a.state.unsaved).toBe(1);
    isSignedIn = true;
    a.reconnect();
    await until('saved', () => a.state.connection === 'live' && a.state.unsaved === 0);
    expect(await world.digestOfLog()).toBe(digestOfClient(a));
  });

  for (const type of ['SignedOut', 'PasswordChanged', 'TokenRevoked'] as const)
    it(`looks at the session again at once after ${type}, without waiting for a heartbeat`, async () => {
      const [gone, other] = [await world.person('annotator'), await world.person('annotator')];
      const ended = new Set<string>();
      const authenticate = async ({ url }: { url: string }) => {
        const id = new URL(url).searchParams.get('token') as UserId;
        return ended.has(id) ? null : { userId: id, name: 'reader', color: '#123456' };
      };
      const server = await world.serve({ authenticate }, { heartbeatMs: 3_600_000 });
      const a = await world.live(server, gone);
      const b = await world.live(server, other);
      ended.add(gone).add(other);
      await world.endSession(gone, type);
      await until('told to sign in', () => a.state.offline?.code === ERROR_CODES['not-signed-in'].close);
      expect(b.state.connection).toBe('live');
    });

  it('keeps a connection whose session cannot be looked up', async () => {
    const userId = await world.person('annotator');
    let asked = 0;
    const authenticate = async () => {
      if (asked++ > 0) throw new AppError('database-unavailable', 'The database cannot be reached.');
      return { userId, name: 'reader', color: '#123456' };
    };
    const server = await world.serve({ authenticate }, { heartbeatMs: 20 });
    const a = await world.live(server, userId);
    await until('looked up twice', () => asked > 2);
    expect(a.state.connection).toBe('live');
  });

  it('ends a connection when the role goes', async () => {
    const server = await world.serve();
    const userId = await world.person('annotator');
    const a = await world.live(server, userId);
    await world.revoke(userId);
    await until('thrown out', () => a.state.connection !== 'live');
  });

  it('ends with the organisation\u2019s administrator right, which is looked up, not remembered', async () => {
    const server = await world.serve();
    const userId = await world.person(null);
    await world.database.ownerSql`
      insert into "user" (id, name, email, role) values (${userId}, 'admin', 'admin@example.org', 'admin')`;
    const a = await world.live(server, userId);
    await world.database.ownerSql`update "user" set role = 'member' where id = ${userId}`;
    a.stroke(dot(10), { value: 1 });
    await until('thrown out', () => a.state.connection !== 'live');
    expect(await world.countOf('OperationCommitted')).toBe(0);
  });

  it('refuses only who lost the right: the others of the same turn send again, and lose nothing', async () => {
    const server = await world.serve();
    const [goes, stays] = [await world.person('annotator'), await world.person('annotator')];
    const [a, b] = [await world.live(server, goes), await world.live(server, stays)];
    // The role goes behind the room's back, so that only the check under the lock can see it.
    await world.database.ownerSql`delete from memberships where user_id = ${goes}`;
    a.stroke(dot(10), { value: 1 });
    b.stroke(dot(30), { value: 2 });
    await until('b saved', () => b.state.unsaved === 0 && b.state.connection === 'live');
    await until('a is out', () => a.state.connection !== 'live' || !a.state.writable);
    expect(b.fold.labels.get(30, 10, 5)).toBe(2);
    expect(b.fold.labels.get(10, 10, 5)).toBe(0);
    expect(await world.countOf('OperationCommitted')).toBe(1);
  });

  it('takes no edit after a submit, in any process', async () => {
    const [first, second] = [await world.serve(), await world.serve()];
    const a = await world.live(first, await world.person('annotator'));
    const b = await world.live(second, await world.person('annotator'));
    a.stroke(dot(10), { value: 1 });
    await until('saved', () => a.state.unsaved === 0);
    await world.submit();
    await until('both know', () => !a.state.writable && !b.state.writable);
    expect(await world.countOf('OperationCommitted')).toBe(1);
  });
});

describe('a refused update', () => {
  it('reaches nobody, is an event, and its author goes on with a fresh document', async () => {
    const server = await world.serve();
    const [one, two] = [await world.person('annotator'), await world.person('annotator')];
    const [a, b] = [await world.live(server, one), await world.live(server, two)];
    a.stroke(dot(10), { value: 1 });
    await until('saved', () => a.state.unsaved === 0);
    b.stroke(dot(20), { value: 99 });
    b.stroke(dot(30), { value: 2 });
    await until('b recovered', () => b.state.unsaved === 0 && b.fold.labels.get(20, 10, 5) === 0);
    await until('a has the good one', () => a.fold.labels.get(30, 10, 5) === 2);
    expect(a.fold.labels.get(20, 10, 5)).toBe(0);
    expect(await world.countOf('UpdateRefused')).toBeGreaterThanOrEqual(1);
    expect(await world.digestOfLog()).toBe(digestOfClient(b));
  });

  it('for forged sessions, deletions, gaps and noise closes the connection and changes nothing', async () => {
    const server = await world.serve();
    const honest = await world.live(server, await world.person('annotator'));
    honest.stroke(dot(10), { value: 1 });
    await until('saved', () => honest.state.unsaved === 0);
    const [row] = await world.sql<{ update: Buffer; session: bigint }[]>`
      select update, session from yjs_updates join reading_sessions using (reading_id)`;
    const before = await world.countOf('OperationCommitted');
    const copy = () => {
      const doc = new Y.Doc();
      Y.applyUpdate(doc, row.update);
      return doc;
    };
    const forged = copy();
    forged.clientID = Number(row.session);
    const next = { type: 'ClearPrompts', lamport: 2, seen: 0n } as const;
    appendOperation(forged, next);
    const deleted = copy();
    deleted.getArray('ops').delete(0, 1);
    const foreign = new Y.Doc();
    foreign.getMap('elsewhere').set('x', 1);
    const future = copy();
    appendOperation(future, { ...next, lamport: 1_000_000 });
    const gap = copy();
    appendOperation(gap, next);
    const firstHalf = Y.encodeStateVector(gap);
    appendOperation(gap, { ...next, lamport: 3 });
    const attacks: Record<string, Uint8Array> = {
      'another author': Y.encodeStateAsUpdate(forged),
      deletion: Y.encodeStateAsUpdate(deleted),
      'another root': Y.encodeStateAsUpdate(foreign),
      'far future': Y.encodeStateAsUpdate(future),
      'missing dependency': Y.encodeStateAsUpdate(gap, firstHalf),
      noise: Uint8Array.of(1, 255, 255, 255, 3, 7),
    };
    const attacker = await world.person('annotator');
    for (const [name, update] of Object.entries(attacks)) {
      const code = await rude(server.url, world.readingId, attacker, [syncUpdate(update)]);
      expect(code, name).toBe(ERROR_CODES['update-refused'].close);
    }
    expect(await rude(server.url, world.readingId, attacker, [Uint8Array.of(77)])).toBe(
      ERROR_CODES['bad-request'].close,
    );
    expect(await world.countOf('OperationCommitted')).toBe(before);
    expect(await world.countOf('UpdateRefused')).toBe(Object.keys(attacks).length);
    expect(honest.state.connection).toBe('live');
  });
});

describe('somebody who is refused again and again', () => {
  it('fills no log: some events, one summary, and then no connection for a minute', async () => {
    const server = await world.serve({}, { refusalWindowMs: 3_000 });
    const attacker = await world.person('annotator');
    const noise = syncUpdate(Uint8Array.of(1, 255, 255, 255, 3, 7));
    const honest = await world.live(server, await world.person('annotator'));
    const codes: number[] = [];
    while (codes.at(-1) !== ERROR_CODES['rate-limited'].close)
      codes.push(await rude(server.url, world.readingId, attacker, [noise]));
    expect(codes.slice(0, -1)).toEqual(Array(LIMITS.refusalsBeforeBar).fill(ERROR_CODES['update-refused'].close));
    honest.stroke(dot(10), { value: 1 });
    await until('the others go on', () => honest.state.unsaved === 0);
    await until('told', async () => (await world.countOf('RefusalsSummarised')) === 1);
    expect(await world.countOf('UpdateRefused')).toBe(LIMITS.refusalsPerMinute);
    const [summary] = await world.events.read({ after: 0n, limit: 1, types: ['RefusalsSummarised'] });
    const count = LIMITS.refusalsBeforeBar - LIMITS.refusalsPerMinute;
    expect(summary).toMatchObject({ actor: { userId: attacker }, payload: { count, codes: { malformed: count } } });
    expect(await rude(server.url, world.readingId, attacker, [noise])).toBe(ERROR_CODES['update-refused'].close);
  });

  it('is told of before the server stops', async () => {
    const server = await world.serve();
    const attacker = await world.person('annotator');
    for (let n = 0; n <= LIMITS.refusalsPerMinute; n++)
      await rude(server.url, world.readingId, attacker, [syncUpdate(Uint8Array.of(9))]);
    await server.sync.close();
    expect(await world.countOf('RefusalsSummarised')).toBe(1);
  });
});

describe('a client that does not keep up', () => {
  it('is dropped before what waits for it grows without bound, and the others go on', async () => {
    const server = await world.serve({}, { outgoingBytes: 100_000 });
    const slow = new WebSocket(`${server.url}/${world.readingId}?token=${await world.person('viewer')}`);
    await new Promise((resolve) => slow.once('open', resolve));
    slow.pause();
    const reader = await world.person('annotator');
    const writer = await world.live(server, reader);
    const path = new Int32Array(3 * 4000).map(
      (_, p) => [200 + ((p * 7919) % 200), 150 + ((p * 104_729) % 200), 40][p % 3],
    );
    const shape = { shape: 'disc', axis: 2, radiusUm: 0, points: path } as const;
    const others = () => server.sync.presence().filter(({ userId }) => userId !== reader).length;
    expect(others()).toBe(1);
    // Until the kernel's buffers are full too.
    for (let n = 0; n < 1000 && others() > 0; n++) {
      writer.stroke(shape, { value: 1 });
      await until('saved', () => writer.state.unsaved === 0);
    }
    expect(others()).toBe(0);
    expect(writer.state.connection).toBe('live');
    slow.terminate();
  });

  it('may take its time over a document that is larger than that', async () => {
    const server = await world.serve({}, { outgoingBytes: 1000 });
    const a = await world.live(server, await world.person('annotator'));
    for (let n = 0; n < 100; n++) a.stroke(dot(n % 60), { value: 1 });
    await until('saved', () => a.state.unsaved === 0);
    const b = await world.live(server, await world.person('annotator'));
    expect(digestOfClient(b)).toBe(digestOfClient(a));
  });

  it('is not read from while much of it waits to be committed, and loses nothing', async () => {
    const server = await world.serve({}, { incomingBytes: 100 });
    const a = await world.live(server, await world.person('annotator'));
    for (let n = 0; n < 200; n++) a.stroke(dot(n % 60), { value: 1 + (n % 3) });
    await until('saved', () => a.state.unsaved === 0);
    expect(await world.digestOfLog()).toBe(digestOfClient(a));
  });
});

describe('presence', () => {
  it('carries the name that the server knows, and goes with the connection', async () => {
    const server = await world.serve();
    const a = await world.live(server, await world.person('annotator'));
    const other = await world.person('annotator');
    const socket = new WebSocket(`${server.url}/${world.readingId}?token=${other}`);
    await new Promise((resolve) => socket.once('open', resolve));
    const state = { name: 'somebody else', userId: 'me', color: '#ffffff', tool: 'brush', view: null, ijk: null };
    socket.send(awarenessMessage(encodePresence([{ client: 7, clock: 1, state }])));
    await until('seen', () => a.presence.get(7) !== undefined);
    expect(a.presence.get(7)).toMatchObject({ userId: other, name: `reader ${other.slice(-4)}`, color: '#123456' });
    expect(server.sync.presence().map(({ userId }) => userId)).toContain(other);
    socket.close();
    await until('gone', () => a.presence.get(7) === undefined);
  });
});

describe('applyOperations', () => {
  it('writes a stored labelmap in a person\u2019s name, or says why not', async () => {
    const server = await world.serve();
    const userId = await world.person('annotator');
    const a = await world.live(server, userId);
    const labels = new Labelmap(GRID.dims);
    labels.set(3, 4, 5, 2);
    const blob = await world.blobs.put(encodeLabelmap(labels));
    const draft = {
      type: 'Mask',
      layer: 'labels',
      blob,
      source: { type: 'import' },
      policy: { mode: 'all' },
      locked: [],
    } as const;
    const identity = { userId, name: 'reader', color: '#123456' };
    const { position } = await server.sync.applyOperations(world.readingId, identity, [draft]);
    expect(position).toBe(await world.events.head());
    await until('a sees it', () => a.fold.labels.get(3, 4, 5) === 2);
    // The blob is stored now, but only the server says what an import is: a client could name a proposal's the same way.
    const forged = new Y.Doc();
    appendOperation(forged, { ...draft, lamport: 2, seen: 0n });
    const update = syncUpdate(Y.encodeStateAsUpdate(forged));
    expect(await rude(server.url, world.readingId, userId, [update])).toBe(ERROR_CODES['update-refused'].close);
    expect(await world.countOf('OperationCommitted')).toBe(1);
    await world.submit();
    await expect(server.sync.applyOperations(world.readingId, identity, [draft])).rejects.toMatchObject({
      code: 'reading-closed',
    });
  });
});
