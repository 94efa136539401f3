import { decodeFoldBase, type ReadingClient } from '@scholia/collab';
import { must } from '@scholia/core';
import { newestBase } from '@scholia/db';
import { labelmapDigest } from '@scholia/volume';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { digestOfClient, dot, GRID, until, World } from './world.ts';

/** As fast as it gets, so that a test waits for nothing. */
const EAGER = { foldQuietMs: 20, baseOperations: 1 };

let world: World;
beforeEach(async () => {
  world = await World.create();
});
afterEach(async () => {
  await world.destroy();
});

async function paint(client: ReadingClient, strokes: number): Promise<void> {
  for (let n = 0; n < strokes; n++) client.stroke(dot(5 + (n % 50), 5 + (n % 30)), { value: 1 + (n % 3) });
  await until('saved', () => client.state.unsaved === 0);
}

const baseOfReading = async () => {
  const newest = must(await newestBase(world.sql, world.readingId), 'a base has been stored');
  return { ...newest, ...decodeFoldBase(await world.blobs.get(newest.base), GRID.dims) };
};

describe('folding in the background', () => {
  it('stores what long readings open from: the labels of the operations up to a position', async () => {
    const server = await world.serve({}, EAGER);
    const client = await world.live(server, await world.person('annotator'));
    await paint(client, 25);
    await until('a base', async () => (await newestBase(world.sql, world.readingId))?.operations === 25);
    const base = await baseOfReading();
    expect(base.labelDigest).toBe(digestOfClient(client));
    expect(labelmapDigest(base.labels)).toBe(base.labelDigest);
    expect(base.position).toBe(client.state.savedPosition);
    expect([...base.clocks]).toEqual([[client.awareness.clientID, 25]]);
  });

  it('goes on from the stored base in another process, and with what other processes commit', async () => {
    const [first, second] = [await world.serve({}, EAGER), await world.serve({}, EAGER)];
    const person = await world.person('annotator');
    const client = await world.live(first, person);
    await paint(client, 12);
    await until('a base', async () => (await newestBase(world.sql, world.readingId)) !== undefined);
    const other = await world.live(second, person);
    await paint(other, 12);
    client.undo();
    await until('a newer base', async () => ((await newestBase(world.sql, world.readingId))?.operations ?? 0) >= 22);
    await until('the digests are compared', () => client.state.unsaved === 0 && other.state.diverged === undefined);
    await until('equal', () => digestOfClient(client) === digestOfClient(other));
    expect(await world.countOf('LabelsDiverged')).toBe(0);
  });

  it('a client whose labels differ is told so, and reported once, with both digests', async () => {
    const server = await world.serve({}, EAGER);
    const [author, person] = [await world.person('annotator'), await world.person('annotator')];
    const client = await world.live(server, author);
    // A client that measures the image wrongly: what its brush covers is not what everybody else's covers.
    const wrong = await world.live(server, person, { grid: { ...GRID, spacingUm: [500, 1000, 2500] } });
    await paint(client, 3);
    await until('told', () => wrong.state.diverged !== undefined);
    expect(wrong.state.diverged).toEqual({ here: digestOfClient(wrong), server: digestOfClient(client) });
    await until('reported', async () => (await world.countOf('LabelsDiverged')) === 1);
    await paint(client, 3);
    await until('told again', () => wrong.state.diverged?.server === digestOfClient(client));
    await paint(client, 1);
    await until('told again', () => wrong.state.diverged?.server === digestOfClient(client));
    expect(client.state.diverged).toBeUndefined();
    expect(await world.countOf('LabelsDiverged')).toBe(1);
    const [event] = await world.events.read({ after: 0n, limit: 1, types: ['LabelsDiverged'] });
    expect(event).toMatchObject({ actor: { type: 'user', userId: person }, readingId: world.readingId });
  });

  it('a reading that had to make room for others is folded again, from its base', async () => {
    const server = await world.serve({}, { ...EAGER, foldsKept: 0 });
    const client = await world.live(server, await world.person('annotator'));
    await paint(client, 15);
    await until('a base', async () => (await newestBase(world.sql, world.readingId))?.operations === 15);
    await paint(client, 15);
    await until('a base', async () => (await newestBase(world.sql, world.readingId))?.operations === 30);
    expect((await baseOfReading()).labelDigest).toBe(digestOfClient(client));
  });
});
