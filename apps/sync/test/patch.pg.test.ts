import { appendOperation, blobNeededBy, decodeOperation, encodeBlobMessage, type ReadingClient } from '@scholia/collab';
import { type Digest, digestOf, fromBase64 } from '@scholia/core';
import { ERASE, encodeLabelmap, encodePatch, Labelmap } from '@scholia/volume';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { changeOf, push, RawClient } from './raw-client.ts';
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

/** Voxels in no order that would make runs: too many bytes for an operation. */
function speckles(value: number): Labelmap {
  const changes = new Labelmap(GRID.dims);
  for (let n = 0; n < 6000; n++) changes.set((n * 37) % 64, (n >> 6) % 48, (n * 5) % 16, value);
  return changes;
}

async function patchesInLog() {
  const events = await world.events.read({ after: 0n, limit: 100, types: ['OperationCommitted'] });
  return events.flatMap((event) =>
    event.type === 'OperationCommitted' && event.payload.kind === 'Patch'
      ? [decodeOperation(fromBase64(event.payload.bytes))]
      : [],
  );
}

/** Names a blob, without sending it. */
function append(client: ReadingClient, blob: Digest): void {
  const writing = { policy: { mode: 'all' }, locked: [] } as const;
  const stamp = { lamport: client.fold.highestLamport + 1, seen: 0n };
  const what = { type: 'Patch', layer: 'labels', tool: 'floodFill', parameters: {}, content: { blob } } as const;
  appendOperation(client.awareness.doc, { ...what, ...stamp, ...writing });
}

describe('patches', () => {
  it('reach others and the log with their blobs, erase, and are undone', async () => {
    const [a, b] = [
      await world.live(server, await world.person('annotator')),
      await world.live(server, await world.person('annotator')),
    ];
    a.stroke(dot(20), { value: 1 });
    a.patch(speckles(2), { tool: 'floodFill', parameters: { tolerance: 12.5 }, policy: { mode: 'onlyEmpty' } });
    await until('saved', () => a.state.unsaved === 0);
    await until('equal', () => b.state.missingBlobs === 0 && digestOfClient(a) === digestOfClient(b));
    const [op] = await patchesInLog();
    expect(op).toMatchObject({ type: 'Patch', tool: 'floodFill', parameters: { tolerance: 12.5 } });
    const blob = op && blobNeededBy(op);
    expect(blob && digestOf(await world.blobs.get(blob))).toBe(blob);
    const erased = new Labelmap(GRID.dims);
    erased.fillRun(18, 22, 10, 5, ERASE);
    b.patch(erased, { tool: 'islands', parameters: { minVoxels: 10 } });
    await until('erased for the other', () => a.fold.labels.get(20, 10, 5) === 0);
    b.undo();
    await until('back', () => a.fold.labels.get(20, 10, 5) === 1);
    expect(digestOfClient(a)).toBe(digestOfClient(b));
  });

  it('may name a blob that was stored before, in another process, too', async () => {
    const person = await world.person('annotator');
    const first = await world.live(server, person);
    first.patch(speckles(1), { tool: 'margin' });
    await until('saved', () => first.state.unsaved === 0);
    const [op] = await patchesInLog();
    const blob = op && blobNeededBy(op);
    const second = await world.live(await world.serve(), person);
    if (blob) append(second, blob);
    await until('saved', async () => (await patchesInLog()).length === 2);
    expect(await world.countOf('UpdateRefused')).toBe(0);
  });

  it('are refused with an unknown blob, with the labels of a proposal, and with unknown labels', async () => {
    const refused = async (code: string, content: { blob: Digest } | { patch: Uint8Array }) => {
      const client = await RawClient.join(world, server, await world.person('annotator'));
      const writing = { policy: { mode: 'all' }, locked: [] } as const;
      const what = { type: 'Patch', layer: 'labels', tool: 'floodFill', parameters: {}, content } as const;
      client.send(changeOf(client.doc, 7, (doc) => push(doc, { ...what, lamport: 1, seen: 0n, ...writing })));
      await until('closed', () => client.code !== undefined);
      expect(client.refusals).toEqual([code]);
      const events = await world.events.read({ after: 0n, limit: 100, types: ['UpdateRefused'] });
      expect(events.at(-1)).toMatchObject({ payload: { code } });
    };
    await refused('unknown-blob', { blob: digestOf(Uint8Array.of(1, 2, 3)) });
    // What a machine proposed comes in under its name or not at all: its labelmap is no patch.
    await refused('unknown-blob', { blob: await world.blobs.put(encodeLabelmap(speckles(1))) });
    await refused('unknown-blob', { blob: await world.blobs.put(encodePatch(speckles(77))) });
    await refused('unknown-label', { patch: encodePatch(Labelmap.fromDense([1, 1, 1], Uint8Array.of(9))) });
    expect(await patchesInLog()).toEqual([]);
  });

  it('of those who may not edit are not stored, nor is what is no patch of this image', async () => {
    const stored = async (bytes: Uint8Array) => {
      const digest = digestOf(bytes);
      return await world.blobs.get(digest).then(
        () => true,
        () => false,
      );
    };
    for (const [role, bytes, code] of [
      ['viewer', encodePatch(speckles(1)), 'read-only'],
      ['annotator', encodePatch(speckles(77)), 'unknown-label'],
      ['annotator', encodeLabelmap(speckles(2)), 'malformed'],
      ['annotator', Uint8Array.of(2, 255, 255, 3, 0, 0, 1, 1, 1, 1, 1, 0), 'outside-image'],
    ] as const) {
      const client = await RawClient.join(world, server, await world.person(role));
      client.say(encodeBlobMessage(bytes));
      await until('closed', () => client.code !== undefined);
      expect(client.refusals).toEqual([code]);
      expect(await stored(bytes)).toBe(false);
    }
    expect(await world.countOf('UpdateRefused')).toBe(4);
  });
});
