import type { Identity } from '@scholia/auth';
import { AppError, type ModelId, type ProjectId, type ProposalId, type ReadingId } from '@scholia/core';
import { type StoredEvent, streams } from '@scholia/domain';
import { readNifti } from '@scholia/formats';
import { decodeLabelmap, encodeLabelmap, Labelmap } from '@scholia/volume';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../ids.ts';
import { invoke } from '../invoke.ts';
import { downloadLabels } from '../labels/download-labels.ts';
import { labelsThen } from '../labels/labels-then.ts';
import { readingOf } from '../scopes.ts';
import { ApiWorld, DIMS } from '../testing/api-world.ts';
import { viewing } from '../testing/viewing.ts';
import { blameVoxel } from './blame-voxel.ts';
import { findMoment } from './find-moment.ts';
import { listHistory } from './list-history.ts';
import { openReading } from './open-reading.ts';
import { reopenReading } from './reopen-reading.ts';
import { restoreReading } from './restore-reading.ts';
import { summariseHistory } from './summarise-history.ts';
import { viewReading } from './view-reading.ts';

let world: ApiWorld;
let projectId: ProjectId;
let one: Identity;
let two: Identity;
let readingId: ReadingId;
/** Positions: each paints a ball at [4, 4, 3], `one` label 1, `two` label 2; `one` then far away. */
let painted: bigint[];

beforeAll(async () => {
  world = await ApiWorld.open();
  world.attachGateway();
  projectId = await world.project();
  [one, two] = [await world.member(projectId, 'annotator'), await world.member(projectId, 'annotator')];
});
afterAll(() => world.close());

beforeEach(async () => {
  readingId = await world.reading(await world.image(projectId), one);
  painted = [
    await world.paint(readingId, 1, [4, 4, 3], one),
    await world.paint(readingId, 2, [4, 4, 3], two),
    await world.paint(readingId, 1, [10, 8, 6], one),
  ];
});

const history = (input: object = {}, user = one) =>
  invoke(listHistory, world.as(user), { readingId, ...input } as never);
const blame = (ijk: [number, number, number], position?: bigint) =>
  invoke(blameVoxel, world.as(two), { readingId, ijk, ...(position ? { position: String(position) } : {}) });
const restore = (toPosition: bigint, reason = 'the first was better', user = two) =>
  invoke(restoreReading, world.as(user), { readingId, toPosition: String(toPosition), reason });

async function labelsAt(position: bigint): Promise<Labelmap> {
  const file = await invoke(labelsThen, world.as(one), { readingId, position: String(position) });
  return decodeLabelmap(await file.read());
}

/** A model's proposal with label 2 in one voxel, accepted by a person. */
async function acceptProposal(user: Identity): Promise<{ proposalId: ProposalId; modelId: ModelId }> {
  const { services } = world;
  const { imageId } = await readingOf(services.sql, readingId);
  const [proposalId, modelId] = [newId<ProposalId>(services), newId<ModelId>(services)];
  const proposed = new Labelmap(DIMS);
  proposed.set(1, 1, 1, 2);
  const blob = await services.blobs.put(encodeLabelmap(proposed));
  const source = { type: 'model', modelId, weights: blob } as const;
  const about = { proposalId, imageId, projectId, readingId: null, requestId: null };
  const payload = { ...about, source, blob, voxels: { 2: 1 }, elapsedMs: 5 };
  await services.events.transact(async (tx) => {
    const event = { type: 'ProposalOffered', payload, actor: { type: 'model', modelId } } as const;
    tx.append({ streamId: streams.image(imageId), events: [event] });
  });
  const mask = { type: 'Mask', layer: 'labels', blob, source: { type: 'proposal', proposalId } } as const;
  const writing = { policy: { mode: 'onlyEmpty' }, locked: [] } as const;
  await world.commitOperation(readingId, user, { ...mask, ...writing, lamport: 5000, seen: 0n });
  return { proposalId, modelId };
}

describe('readings.history', () => {
  it('tells everything newest first, in pages, without bytes', async () => {
    const { rows, next } = await history();
    expect(next).toBeNull();
    expect(rows.map(({ type, version }) => [type, version])).toEqual([
      ['OperationCommitted', 4],
      ['OperationCommitted', 3],
      ['OperationCommitted', 2],
      ['ReadingOpened', 1],
    ]);
    expect(rows[1]).toMatchObject({
      position: String(painted[1]),
      actor: { type: 'user', id: two.userId, name: two.name },
      operation: { tool: 'brush', label: 2, proposalId: null },
    });
    expect(rows[1].sentence).toContain(two.name);
    expect(JSON.stringify(rows)).not.toContain('bytes');
    const paged = [];
    for (let before: string | null | undefined; before !== null; ) {
      const page = await history({ limit: 1, ...(before ? { before } : {}) });
      paged.push(...page.rows);
      before = page.next;
    }
    expect(paged).toEqual(rows);
    expect((await history({ after: String(painted[1]) })).rows).toEqual(rows.slice(0, 1));
  });

  it('is of what was done, not of what was looked at', async () => {
    const { rows } = await history();
    await invoke(viewReading, world.as(one), { readingId, ...viewing() });
    expect((await history()).rows).toEqual(rows);
    expect((await history({ kind: 'milestones' })).rows).toHaveLength(1);
  });

  it('finds by person, by kind, and what machines or people did', async () => {
    const { proposalId } = await acceptProposal(two);
    const found = async (input: object) => (await history(input)).rows.map(({ position }) => BigInt(position));
    expect(await found({ actorId: two.userId, kind: 'strokes' })).toEqual([painted[1]]);
    expect(await found({ kind: 'regions' })).toEqual([]);
    expect((await history({ kind: 'milestones' })).rows.map(({ type }) => type)).toEqual(['ReadingOpened']);
    const { rows } = await history({ by: 'machines' });
    expect(rows).toMatchObject([{ operation: { tool: 'proposal', proposalId }, actor: { id: two.userId } }]);
    expect(await found({ by: 'people', kind: 'masks' })).toEqual([]);
    expect((await found({ by: 'people' })).length).toBe(4);
  });
});

describe('readings.timeline and readings.moment', () => {
  it('sum up who did how much, along all events, and where each event is', async () => {
    const timeline = await invoke(summariseHistory, world.as(two), { readingId });
    expect(timeline.newest).toMatchObject({ version: 4, position: String(painted[2]) });
    expect(timeline.people).toMatchObject([
      { userId: one.userId, name: one.name, events: 3 },
      { userId: two.userId, events: 1 },
    ]);
    expect(timeline.parts.map(({ shares }) => shares)).toEqual([0, 0, 1, 0].map((person) => [{ person, events: 1 }]));
    expect(timeline.milestones).toMatchObject([{ type: 'ReadingOpened', version: 1 }]);
    const moment = (input: object) => invoke(findMoment, world.as(two), { readingId, ...input } as never);
    expect(await moment({ version: 3 })).toMatchObject({ version: 3, position: String(painted[1]) });
    expect(await moment({ version: 99 })).toEqual(timeline.newest);
    expect(await moment({ position: String(painted[1]) })).toMatchObject({ version: 3 });
    expect(await moment({})).toEqual(timeline.newest);
    await expect(moment({ position: '1' })).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('labels.then', () => {
  it('is what the file of that moment holds, at every position', async () => {
    for (const position of [painted[0] - 1n, ...painted]) {
      const file = await invoke(downloadLabels, world.as(one), { readingId, position: String(position) });
      expect((await labelsAt(position)).toDense()).toEqual(Uint8Array.from(readNifti(await file.read()).data));
      expect(file.fileName).toBe(`case-labels-at-${position}.nii`);
    }
    expect((await labelsAt(painted[0])).get(4, 4, 3)).toBe(1);
    expect((await labelsAt(painted[1])).get(4, 4, 3)).toBe(2);
    expect((await labelsAt(painted[1])).get(10, 8, 6)).toBe(0);
    const beyond = (await world.services.events.head()) + 1n;
    await expect(labelsAt(beyond)).rejects.toMatchObject({ code: 'bad-request' });
  });
});

describe('readings.blame', () => {
  it('names who wrote a voxel, when, and who wrote it before; then as well as now', async () => {
    const now = await blame([4, 4, 3]);
    expect(now).toMatchObject({
      label: 2,
      earlier: 0,
      writes: [
        {
          position: String(painted[1]),
          version: 3,
          value: 2,
          actor: { id: two.userId, name: two.name },
          machine: null,
        },
        { position: String(painted[0]), version: 2, value: 1, actor: { id: one.userId }, operation: { tool: 'brush' } },
      ],
    });
    expect((await blame([4, 4, 3], painted[0])).writes).toEqual(now.writes.slice(1));
    expect(await blame([0, 9, 7])).toEqual({ label: 0, writes: [], earlier: 0 });
    await expect(blame([DIMS[0], 0, 0])).rejects.toMatchObject({ code: 'bad-request' });
  });

  it('names the model of what a machine wrote, and who accepted it', async () => {
    const { proposalId, modelId } = await acceptProposal(two);
    expect(await blame([1, 1, 1])).toMatchObject({
      label: 2,
      writes: [
        { actor: { type: 'user', id: two.userId }, operation: { tool: 'proposal' }, machine: { proposalId, modelId } },
      ],
    });
  });

  it('tells the newest of many, and how many there are', async () => {
    for (let n = 0; n < 25; n++) await world.paint(readingId, 1 + (n % 2), [4, 4, 3], one);
    const { writes, earlier } = await blame([4, 4, 3]);
    expect([writes.length, earlier]).toEqual([20, 7]);
  });
});

describe('readings.restore', () => {
  it('makes the labels what they were, as one operation of the caller and an event with the reason', async () => {
    const before = await world.services.events.head();
    const { position, session, counter } = await restore(painted[0], '  the first was better  ');
    const [operation, restored, ...more] = (await world.eventsAfter(before)) as StoredEvent[];
    expect(more).toEqual([]);
    expect(operation).toMatchObject({ type: 'OperationCommitted', actor: { userId: two.userId } });
    expect(restored).toMatchObject({
      type: 'ReadingRestored',
      position: BigInt(position),
      payload: { toPosition: String(painted[0]), reason: 'the first was better', session, counter },
    });
    expect((await labelsAt(BigInt(position))).toDense()).toEqual((await labelsAt(painted[0])).toDense());
    const { rows } = await history({ kind: 'computed' });
    expect(rows).toMatchObject([{ operation: { tool: 'restore' } }]);
    const [write] = (await blame([10, 8, 6])).writes;
    expect(write).toMatchObject({ value: 0, operation: { tool: 'restore' } });
  });

  it('takes in what was edited while it was computed', async () => {
    const { gateway } = world.services;
    let meanwhile: bigint | undefined;
    world.services.gateway = gateway && {
      ...gateway,
      // What a sync server does: looks under the lock whether the patch knows all operations.
      applyOperations: async (id, user, drafts, why) => {
        meanwhile ??= await world.paint(readingId, 2, [1, 8, 1], one);
        const newer = await world.services.events.read({ after: why?.after ?? 0n, limit: 1, readingId });
        if (newer.length > 0) throw new AppError('conflict', 'newer', { details: { reason: 'outdated' } });
        return await gateway.applyOperations(id, user, drafts, why);
      },
    };
    try {
      const { position } = await restore(painted[0]);
      expect((await labelsAt(meanwhile ?? 0n)).get(1, 8, 1)).toBe(2);
      expect((await labelsAt(BigInt(position))).toDense()).toEqual((await labelsAt(painted[0])).toDense());
    } finally {
      world.services.gateway = gateway;
    }
  });

  it('wants a reason and a difference, an open reading, and somebody who may edit it', async () => {
    await expect(restore(painted[0], ' ')).rejects.toMatchObject({ code: 'bad-request' });
    await expect(restore(painted[0], 'x'.repeat(501))).rejects.toMatchObject({ code: 'bad-request' });
    await expect(restore(painted[2])).rejects.toMatchObject({ code: 'conflict', details: { reason: 'no-difference' } });
    await expect(restore((await world.services.events.head()) + 9n)).rejects.toMatchObject({ code: 'bad-request' });
    const viewer = await world.member(projectId, 'viewer');
    await expect(restore(painted[0], 'x', viewer)).rejects.toMatchObject({ code: 'not-permitted' });
    await world.submit(readingId, one);
    await expect(restore(painted[0])).rejects.toMatchObject({ code: 'reading-closed' });
    // To look at, it is as open as before; that somebody was refused something is part of its history.
    expect((await history({}, viewer)).rows.length).toBe(6);
    await invoke(reopenReading, world.as(world.admin), { readingId, reason: 'again' });
    await restore(painted[0]);
  });
});

describe('the history of a blinded reading', () => {
  it('is its reader\u2019s alone until it is submitted', async () => {
    const imageId = await world.image(projectId);
    const opened = await invoke(openReading, world.as(one), { imageId, mode: 'blinded' });
    readingId = opened.readingId;
    const position = await world.paint(readingId, 1, [4, 4, 3], one);
    const asks = (user: Identity) => [
      () => history({}, user),
      () => invoke(summariseHistory, world.as(user), { readingId }),
      () => invoke(findMoment, world.as(user), { readingId }),
      () => invoke(blameVoxel, world.as(user), { readingId, ijk: [4, 4, 3] }),
      () => invoke(labelsThen, world.as(user), { readingId, position: String(position) }),
      () => restore(position, 'x', user),
    ];
    for (const ask of [...asks(two), ...asks(world.admin)])
      await expect(ask()).rejects.toMatchObject({ code: 'not-found' });
    for (const ask of asks(one).slice(0, 5)) await ask();
    await world.submit(readingId, one);
    for (const ask of asks(world.admin).slice(0, 5)) await ask();
  });
});
