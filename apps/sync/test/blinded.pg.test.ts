import type { ReadingId, UserId } from '@scholia/core';
import { type NewEvent, streams } from '@scholia/domain';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RawClient } from './raw-client.ts';
import { digestOfClient, dot, type SyncProcess, until, World } from './world.ts';

let world: World;
let server: SyncProcess;
beforeEach(async () => {
  world = await World.create();
  server = await world.serve({}, { foldQuietMs: 20 });
});
afterEach(async () => {
  await world.destroy();
});

/** A blinded reading of the world's image, opened by this person. */
async function blinded(userId: UserId, n: number): Promise<ReadingId> {
  const readingId = `01890000-0000-7000-8000-0000000b11d${n}` as ReadingId;
  const { projectId, imageId } = world;
  const scope = { readingId, imageId, projectId };
  const payload = { ...scope, mode: 'blinded' } as const;
  const opened: NewEvent = { type: 'ReadingOpened', actor: { type: 'user', userId }, payload, ...scope };
  await world.events.transact(async (tx) => {
    tx.append({ streamId: streams.reading(readingId), events: [opened] });
  });
  return readingId;
}

/** The close code that somebody who wants to enter gets; undefined if they are let in. */
async function knock(userId: UserId, readingId: ReadingId): Promise<number | undefined> {
  const client = new RawClient(server.url, readingId, userId);
  await until('answered', () => client.notices.length > 0 || client.code !== undefined);
  const { code } = client;
  client.close();
  return code;
}

describe('a blinded reading', () => {
  it('admits its reader; for everybody else it does not exist, whatever their role', async () => {
    const [reader, other] = [await world.person('annotator'), await world.person('annotator')];
    const readingId = await blinded(reader, 1);
    const client = await world.live(server, reader, { readingId });
    client.stroke(dot(20), { value: 1 });
    await until('saved', () => client.state.unsaved === 0);
    for (const role of ['annotator', 'reviewer', 'admin', 'viewer', null] as const)
      expect(await knock(await world.person(role), readingId)).toBe(4404);
    expect(await knock(other, '01890000-0000-7000-8000-00000000dead' as ReadingId)).toBe(4404);
    expect(server.sync.presence()).toEqual([]);
    const identity = { userId: other, name: 'reader-2', color: '#000000' };
    await expect(server.sync.applyOperations(readingId, identity, [])).rejects.toMatchObject({ code: 'not-found' });
  });

  it('two of one image are two documents, which never meet; nor does the collaborative one', async () => {
    const people = [await world.person('annotator'), await world.person('reviewer')];
    const readings = [await blinded(people[0], 1), await blinded(people[1], 2)];
    const [a, b] = await Promise.all(people.map((person, n) => world.live(server, person, { readingId: readings[n] })));
    const stranger = await world.live(server, await world.person('annotator'));
    const presence = (name: string) => ({
      userId: name,
      name,
      color: '#123456',
      view: { axis: 2 as const, slice: 3 },
      ijk: null,
      tool: 'brush',
      radiusUm: 1000,
      label: 1,
    });
    for (const [n, client] of [a, b, stranger].entries()) {
      client.setPresence(presence(`reader-${n}`));
      client.stroke(dot(10 + 10 * n), { value: 1 + n });
    }
    await until('saved', () => [a, b, stranger].every(({ state }) => state.unsaved === 0));
    for (const client of [a, b, stranger]) {
      expect(client.presence.size).toBe(0);
      expect(client.fold.operations).toHaveLength(1);
    }
    expect(new Set([a, b, stranger].map(digestOfClient)).size).toBe(3);
    for (const person of people) {
      expect(await knock(person, world.readingId)).toBe(4404);
      for (const readingId of readings)
        expect(await knock(person, readingId)).toBe(readingId === readings[people.indexOf(person)] ? undefined : 4404);
    }
  });

  it('closes the other readings of the image to who opens one, also where they are already in', async () => {
    const reader = await world.person('annotator');
    const before = await world.live(server, reader);
    const peer = await world.live(server, await world.person('annotator'));
    await blinded(reader, 1);
    await until('shut out', () => before.state.offline !== undefined);
    peer.stroke(dot(30), { value: 2 });
    await until('saved', () => peer.state.unsaved === 0);
    expect(before.fold.operations).toHaveLength(0);
    expect(peer.state.connection).toBe('live');
  });
});
