import { encodeFoldBase } from '@scholia/collab';
import type { ProjectId, ReadingId } from '@scholia/core';
import { storeBase } from '@scholia/db';
import { decodeLabelmap, labelmapDigest } from '@scholia/volume';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { invoke } from '../invoke.ts';
import { ApiWorld, DIMS } from '../testing/api-world.ts';
import { contestedVoxels } from './contested-voxels.ts';
import { getReading } from './get-reading.ts';
import { openReading } from './open-reading.ts';
import { ReadingFold } from './reading-fold.ts';
import { reopenReading } from './reopen-reading.ts';
import { submitReading } from './submit-reading.ts';

let world: ApiWorld;
let projectId: ProjectId;
beforeAll(async () => {
  world = await ApiWorld.open();
  projectId = await world.project();
});
afterAll(() => world.close());

const submit = (readingId: ReadingId, user = world.admin) => invoke(submitReading, world.as(user), { readingId });

async function painted(project = projectId): Promise<ReadingId> {
  const readingId = await world.reading(await world.image(project));
  await world.paint(readingId, 1, [6, 5, 4]);
  return readingId;
}

describe('openReading', () => {
  it('gives everybody the same one, however many open it at once', async () => {
    const imageId = await world.image(projectId);
    const people = await Promise.all([1, 2, 3, 4].map(() => world.member(projectId, 'annotator')));
    const opened = await Promise.all(people.map((person) => invoke(openReading, world.as(person), { imageId })));
    expect(new Set(opened.map(({ readingId }) => readingId)).size).toBe(1);
    expect(opened.filter(({ isNew }) => isNew)).toHaveLength(1);
  });

  it('lets a viewer find a reading, but not begin one', async () => {
    const viewer = await world.member(projectId, 'viewer');
    const imageId = await world.image(projectId);
    const before = await world.services.events.head();
    await expect(invoke(openReading, world.as(viewer), { imageId })).rejects.toMatchObject({ code: 'not-permitted' });
    expect((await world.eventsAfter(before)).map(({ type }) => type)).toEqual(['AccessDenied']);
    const readingId = await world.reading(imageId);
    expect(await invoke(openReading, world.as(viewer), { imageId })).toEqual({ readingId, isNew: false });
    expect(await invoke(getReading, world.as(viewer), { readingId })).toMatchObject({
      role: 'viewer',
      writable: false,
      canSubmit: false,
    });
  });
});

describe('submitReading', () => {
  it('stores the fold of the log: digest, blob and position agree with it', async () => {
    const readingId = await painted();
    const last = await world.paint(readingId, 2, [3, 3, 3]);
    const { labelBlob, labelDigest, upToPosition } = await submit(readingId);
    expect(upToPosition).toBe(String(last));
    const stored = decodeLabelmap(await world.services.blobs.get(labelBlob));
    expect(labelmapDigest(stored)).toBe(labelDigest);
    const labels = new ReadingFold(world.services, readingId, { dims: DIMS, spacingUm: [1500, 2002, 3007] });
    await labels.catchUp();
    expect(labels.fold.digest()).toBe(labelDigest);
    expect(stored.get(6, 5, 4)).toBe(1);
    expect(stored.get(3, 3, 3)).toBe(2);
    const view = await invoke(getReading, world.as(world.admin), { readingId });
    expect(view).toMatchObject({ status: 'submitted', writable: false, canSubmit: false, canReopen: true });
  });

  it('folds from a stored base, with the same labels, at every position from the base on', async () => {
    const readingId = await painted();
    const grid = { dims: DIMS, spacingUm: [1500, 2002, 3007] } as const;
    const at = async (upTo?: bigint) => {
      const labels = new ReadingFold(world.services, readingId, grid);
      await labels.catchUp(upTo);
      return labels;
    };
    const positions: bigint[] = [];
    for (let n = 0; n < 4; n++) positions.push(await world.paint(readingId, 1 + (n % 2), [n, 4, 2]));
    const plain = await Promise.all([...positions, undefined].map(async (upTo) => (await at(upTo)).fold.digest()));
    const half = await at(positions[1]);
    const clocks = new Map<number, number>();
    for (const { id } of half.fold.operations) clocks.set(id.session, 1 + (clocks.get(id.session) ?? 0));
    const { labels, prompts } = half.fold;
    // A mark that the operations do not explain tells that the base is used, and up to where.
    labels.set(9, 9, 4, 1);
    const base = await world.services.blobs.put(encodeFoldBase({ clocks, labels, prompts }));
    const labelDigest = half.fold.digest();
    for (const beyond of [0n, 1n])
      await storeBase(world.services.sql, readingId, {
        position: positions[1] + beyond,
        operations: half.fold.operations.length,
        base,
        labelDigest,
      });
    expect((await at(positions[0])).fold.digest()).toBe(plain[0]);
    for (const [n, upTo] of [...positions, undefined].entries()) {
      const { fold } = await at(upTo);
      expect(fold.labels.get(9, 9, 4)).toBe(n === 0 ? 0 : 1);
      fold.labels.set(9, 9, 4, 0);
      expect(labelmapDigest(fold.labels)).toBe(plain[n]);
    }
  });

  it('happens once, however many try at once', async () => {
    const readingId = await painted();
    const tries = await Promise.allSettled([1, 2, 3].map(() => submit(readingId)));
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const one of tries) {
      if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'reading-closed' });
    }
  });

  it('refuses an empty reading', async () => {
    const readingId = await world.reading(await world.image(projectId));
    await expect(submit(readingId)).rejects.toMatchObject({ code: 'conflict' });
  });

  it('holds out every fourth from the third on, for good, also when all submit at once', async () => {
    const project = await world.project('Held out');
    const readings: ReadingId[] = [];
    for (let index = 0; index < 8; index++) readings.push(await painted(project));
    const answers = await Promise.all(readings.map((readingId) => submit(readingId)));
    const submissions = await world.services.events.read({
      after: 0n,
      limit: 1000,
      projectId: project,
      types: ['ReadingSubmitted'],
    });
    const heldOut = submissions.map((event) => event.type === 'ReadingSubmitted' && event.payload.heldOut);
    expect(heldOut).toEqual([false, false, true, false, false, false, true, false]);

    const held = readings[answers.findIndex((answer) => answer.heldOut)];
    await invoke(reopenReading, world.as(world.admin), { readingId: held, reason: 'again' });
    await world.paint(held, 2, [2, 2, 2]);
    expect(await submit(held)).toMatchObject({ heldOut: true });
  });

  it('counts whatever was committed before the lock, and lets nothing in after it', async () => {
    const readingId = await painted();
    const [submitted, painting] = await Promise.all([submit(readingId), world.paint(readingId, 2, [9, 8, 6])]);
    const events = await world.services.events.read({ after: 0n, limit: 100, readingId });
    const submission = events.find(({ type }) => type === 'ReadingSubmitted');
    // This test's stand-in for the sync server does not check the status; the position tells which came first.
    const isInside = submission !== undefined && painting < submission.position;
    expect(BigInt(submitted.upToPosition) === painting).toBe(isInside);
  });
});

describe('reopenReading', () => {
  it('is for reviewers and admins, and wants a reason', async () => {
    const readingId = await painted();
    await submit(readingId);
    const annotator = await world.member(projectId, 'annotator');
    const input = { readingId, reason: 'the left kidney is missing' };
    await expect(invoke(reopenReading, world.as(annotator), input)).rejects.toMatchObject({ code: 'not-permitted' });
    const reviewer = await world.member(projectId, 'reviewer');
    await expect(invoke(reopenReading, world.as(reviewer), { readingId, reason: ' ' })).rejects.toMatchObject({
      code: 'bad-request',
    });
    await invoke(reopenReading, world.as(reviewer), input);
    expect(await invoke(getReading, world.as(annotator), { readingId })).toMatchObject({
      status: 'open',
      writable: true,
    });
    await expect(invoke(reopenReading, world.as(reviewer), input)).rejects.toMatchObject({ code: 'conflict' });
  });
});

describe('contestedVoxels', () => {
  it('tells whose labels met unseen, and where', async () => {
    const readingId = await world.reading(await world.image(projectId));
    const [one, two] = [await world.member(projectId, 'annotator'), await world.member(projectId, 'annotator')];
    await world.paint(readingId, 1, [6, 5, 4], one);
    await world.paint(readingId, 1, [6, 5, 4], two);
    const contested = () => invoke(contestedVoxels, world.as(two), { readingId });
    expect(await contested()).toEqual([]);
    await world.paint(readingId, 2, [6, 5, 4], two);
    const [region] = await contested();
    expect(region).toMatchObject({ winner: two.userId, loser: one.userId });
    expect(region.from.every((at, axis) => at <= [6, 5, 4][axis] && region.to[axis] >= [6, 5, 4][axis])).toBe(true);
    await expect(invoke(contestedVoxels, world.as(world.outsider), { readingId })).rejects.toMatchObject({
      code: 'not-permitted',
    });
  });
});
