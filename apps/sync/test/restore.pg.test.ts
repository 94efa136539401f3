import { decodeOperation } from '@scholia/collab';
import { fromBase64, type UserId } from '@scholia/core';
import { encodePatch, Labelmap } from '@scholia/volume';
import { difference } from '@scholia/volume/ops';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { digestOfClient, dot, GRID, type SyncProcess, until, World } from './world.ts';

let world: World;
let server: SyncProcess;
beforeEach(async () => {
  world = await World.create();
  server = await world.serve();
});
afterEach(async () => {
  await world.destroy();
});

const identityOf = (userId: UserId) => ({ userId, name: 'reader', color: '#123456' });

/** Restores, in a person's name, labels computed from what the log holds up to `after`. */
function restore(userId: UserId, changes: Labelmap, after: bigint, process = server) {
  const writing = { policy: { mode: 'all' }, locked: [] } as const;
  const parameters = { position: 3 };
  const draft = { type: 'Patch', layer: 'labels', tool: 'restore', parameters, ...writing } as const;
  const why = { toPosition: 3n, reason: 'the fill ran out', after };
  return process.sync.applyOperations(
    world.readingId,
    identityOf(userId),
    [{ ...draft, content: { patch: encodePatch(changes) } }],
    why,
  );
}

const lastOperation = async () => {
  const events = await world.events.read({ after: 0n, limit: 1000, types: ['OperationCommitted'] });
  return events.at(-1)?.position ?? 0n;
};

describe('a restore', () => {
  it('is one operation and its reason in one commit, seen by all, and undone by its author', async () => {
    const [author, other] = [await world.person('annotator'), await world.person('annotator')];
    const [a, b] = [await world.live(server, author), await world.live(server, other)];
    a.stroke(dot(20), { value: 1 });
    await until('saved', () => a.state.unsaved === 0);
    const then = a.fold.labels.clone();
    b.stroke(dot(20, 10, 5, 6000), { value: 2 });
    await until('seen', () => b.state.unsaved === 0 && digestOfClient(a) === digestOfClient(b));
    const before = await world.events.head();
    const { position } = await restore(author, difference(a.fold.labels, then), await lastOperation());
    const [operation, restored, ...more] = await world.events.read({ after: before, limit: 10 });
    expect(more).toEqual([]);
    expect(restored).toMatchObject({ type: 'ReadingRestored', position, actor: { type: 'user', userId: author } });
    if (operation?.type !== 'OperationCommitted' || restored?.type !== 'ReadingRestored') throw new Error('two events');
    const { session, counter, bytes } = operation.payload;
    expect(restored.payload).toMatchObject({ toPosition: '3', reason: 'the fill ran out', session, counter });
    expect(decodeOperation(fromBase64(bytes))).toMatchObject({ tool: 'restore', parameters: { position: 3 } });
    await until('restored for the other', () => b.fold.labels.get(20, 14, 5) === 0);
    expect(b.fold.labels.toDense()).toEqual(then.toDense());
    a.adopt(session);
    await until('undoable', () => a.fold.has({ session, counter }) && a.state.canUndo);
    expect(a.undo()).toEqual({ session, counter });
    await until('taken back', () => b.fold.labels.get(20, 14, 5) === 2);
    expect(await world.digestOfLog()).toBe(digestOfClient(b));
  });

  it('is not written over what it was not computed from, here or in another process', async () => {
    const [author, other] = [await world.person('annotator'), await world.person('annotator')];
    const elsewhere = await world.serve();
    const [a, b] = [await world.live(server, author), await world.live(elsewhere, other)];
    a.stroke(dot(20), { value: 1 });
    await until('saved', () => a.state.unsaved === 0 && b.fold.labels.get(20, 10, 5) === 1);
    const after = await lastOperation();
    const changes = difference(a.fold.labels, new Labelmap(GRID.dims));
    b.stroke(dot(40), { value: 2 });
    await until('saved', () => b.state.unsaved === 0);
    await expect(restore(author, changes, after)).rejects.toMatchObject({ code: 'conflict' });
    expect(await world.countOf('ReadingRestored')).toBe(0);
    expect(await world.countOf('UpdateRefused')).toBe(0);
    // Nobody lost anything by it, and with the newest operation in view it goes through.
    a.stroke(dot(50), { value: 3 });
    await until('all', () => a.state.unsaved === 0 && digestOfClient(a) === digestOfClient(b));
    await restore(author, difference(a.fold.labels, new Labelmap(GRID.dims)), await lastOperation());
    await until('empty', () => a.fold.labels.isEmpty && b.fold.labels.isEmpty);
  });

  it('is refused with its event when the reading is submitted, and to who may only look', async () => {
    const author = await world.person('annotator');
    const a = await world.live(server, author);
    a.stroke(dot(20), { value: 1 });
    await until('saved', () => a.state.unsaved === 0);
    const changes = difference(a.fold.labels, new Labelmap(GRID.dims));
    const viewer = await world.person('viewer');
    await expect(restore(viewer, changes, await lastOperation())).rejects.toMatchObject({ code: 'not-permitted' });
    await world.submit();
    await expect(restore(author, changes, await lastOperation())).rejects.toMatchObject({ code: 'reading-closed' });
    expect(await world.countOf('ReadingRestored')).toBe(0);
    expect(await world.countOf('OperationCommitted')).toBe(1);
  });
});
