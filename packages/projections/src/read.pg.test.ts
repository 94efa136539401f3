import {
  type ImageId,
  type ModelId,
  type ProjectId,
  type ProposalId,
  type ReadingId,
  seededRandom,
  type UserId,
  uuidV7,
} from '@scholia/core';
import { type DomainEvent, streams } from '@scholia/domain';
import { EventStore } from '@scholia/event-store';
import { createTestDatabase, type TestDatabase } from '@scholia/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  countSubmissions,
  findDuplicate,
  getImage,
  getProject,
  getProposal,
  getReading,
  listImages,
  listProjects,
  membersOf,
  projections,
  proposalsOf,
  queueOf,
  readingOfImage,
  roleOf,
  submittedReadings,
} from './index.ts';
import { blob, by, from, imported, labels, operation } from './testing.ts';

const random = seededRandom(3);
const id = <T extends string>() => uuidV7(1_000, random) as T;

let database: TestDatabase;
let store: EventStore;
let projectId: ProjectId;
let images: ImageId[];
const reader = id<UserId>();

const append = (...events: DomainEvent[]) =>
  store.transact(async (tx) =>
    tx.append({ streamId: streams.project(projectId), events: events.map((event) => from(event, by(reader))) }),
  );

async function open(imageId: ImageId, operations = 0): Promise<ReadingId> {
  const readingId = id<ReadingId>();
  await append({ type: 'ReadingOpened', payload: { readingId, imageId, projectId, mode: 'collaborative' } });
  for (let i = 0; i < operations; i++) await append(operation(readingId, i));
  return readingId;
}

const submit = (readingId: ReadingId, imageId: ImageId, heldOut = false) =>
  append({
    type: 'ReadingSubmitted',
    payload: {
      ...{ readingId, imageId, projectId, labelDigest: blob('digest'), labelBlob: blob('labels') },
      ...{ upToPosition: '3', heldOut },
    },
  });
const reopen = (readingId: ReadingId) => append({ type: 'ReadingReopened', payload: { readingId, reason: 'again' } });

beforeAll(async () => {
  database = await createTestDatabase();
  store = new EventStore(database.sql, { logId: 'main', clock: () => 1_700_000_000_000, random, projections });
});
afterAll(async () => {
  await database.drop();
});
beforeEach(async () => {
  projectId = id<ProjectId>();
  images = [1, 2, 3, 4].map(() => id<ImageId>());
  await append({ type: 'ProjectCreated', payload: { projectId, name: 'Abdomen', labels } });
  for (const [i, imageId] of images.entries()) {
    await append({ type: 'ImageImported', payload: imported(imageId, projectId, i) });
  }
});

describe('images', () => {
  it('[PJ3] follow their reading', async () => {
    const [imageId] = images;
    const status = async () => (await getImage(database.sql, imageId))?.status;
    expect(await status()).toBe('unlabelled');
    const readingId = await open(imageId);
    expect(await status()).toBe('unlabelled');
    await append(operation(readingId, 0));
    expect(await status()).toBe('in-progress');
    await submit(readingId, imageId);
    expect(await status()).toBe('submitted');
    await reopen(readingId);
    expect(await status()).toBe('in-progress');
    expect((await getImage(database.sql, imageId))?.authors).toEqual([reader]);
  });

  it('keep every number of the import exactly, and are found again by file and volume', async () => {
    const view = (await listImages(database.sql, projectId))[1];
    const { imageId, projectId: _project, ...facts } = imported(images[1], projectId, 1);
    expect(view).toMatchObject({ id: imageId, ...facts, withdrawn: false, score: null, proposalId: null });
    expect((await findDuplicate(database.sql, projectId, facts.blob, null))?.id).toBe(imageId);
    expect(await findDuplicate(database.sql, projectId, facts.blob, 0)).toBeUndefined();
    await append({ type: 'ImageWithdrawn', payload: { imageId } });
    expect(await findDuplicate(database.sql, projectId, facts.blob, null)).toBeUndefined();
    expect(await listImages(database.sql, projectId)).toHaveLength(3);
  });

  it('have one collaborative reading: a second is a conflict', async () => {
    const first = await open(images[0]);
    await expect(open(images[0])).rejects.toMatchObject({ code: 'conflict' });
    expect((await readingOfImage(database.sql, images[0]))?.id).toBe(first);
  });

  it('[PJ4] queue: ranked first, then by import, without the submitted and the withdrawn', async () => {
    const ids = async () => (await queueOf(database.sql, projectId)).map((entry) => images.indexOf(entry.id));
    expect(await ids()).toEqual([0, 1, 2, 3]);
    const modelId = id<ModelId>();
    const order = [3, 1].map((index) => ({ imageId: images[index], uncertainty: index }));
    await append({ type: 'QueueRanked', payload: { projectId, modelId, order } });
    expect(await ids()).toEqual([3, 1, 0, 2]);
    await submit(await open(images[3], 1), images[3]);
    await append({ type: 'ImageWithdrawn', payload: { imageId: images[0] } });
    expect(await ids()).toEqual([1, 2]);
    expect((await queueOf(database.sql, projectId)).map((entry) => entry.rank)).toEqual([1, 2]);
  });
});

describe('projects', () => {
  it('[PJ5] are seen by their members and by administrators of the organisation', async () => {
    const administrator = id<UserId>();
    await database.sql`
      insert into "user" (id, name, email, role) values (${administrator}, 'admin-1', 'admin-1@example.org', 'admin')`;
    const mine = async (userId: UserId) =>
      (await listProjects(database.sql, userId)).filter((project) => project.id === projectId);
    expect(await mine(reader)).toEqual([]);
    expect(await roleOf(database.sql, projectId, reader)).toBeNull();
    await append({ type: 'RoleGranted', payload: { projectId, userId: reader, role: 'annotator' } });
    await append({ type: 'RoleGranted', payload: { projectId, userId: reader, role: 'reviewer' } });
    expect(await mine(reader)).toMatchObject([{ name: 'Abdomen', labels, role: 'reviewer', images: 4, submitted: 0 }]);
    expect(await roleOf(database.sql, projectId, reader)).toBe('reviewer');
    expect(await membersOf(database.sql, projectId)).toMatchObject([{ userId: reader, role: 'reviewer', name: null }]);
    expect(await roleOf(database.sql, projectId, administrator)).toBe('admin');
    expect(await mine(administrator)).toMatchObject([{ role: 'admin' }]);
    await append({ type: 'RoleRevoked', payload: { projectId, userId: reader } });
    expect(await mine(reader)).toEqual([]);
  });

  it('count what is submitted', async () => {
    await submit(await open(images[0], 1), images[0]);
    expect(await getProject(database.sql, projectId)).toMatchObject({ images: 4, submitted: 1 });
  });
});

describe('readings', () => {
  it('[PJ7] are numbered by first submission; only what is submitted now teaches', async () => {
    const readings: ReadingId[] = [];
    for (const imageId of images.slice(0, 3)) readings.push(await open(imageId, 1));
    for (const index of [2, 0, 1]) await submit(readings[index], images[index], index === 1);
    await reopen(readings[2]);
    expect((await submittedReadings(database.sql, projectId)).map((one) => one.id)).toEqual([readings[0], readings[1]]);
    await submit(readings[2], images[2]);
    const now = await submittedReadings(database.sql, projectId);
    expect(now.map((one) => [one.id, one.submission.ordinal, one.submission.heldOut])).toEqual([
      [readings[2], 1, false],
      [readings[0], 2, false],
      [readings[1], 3, true],
    ]);
    expect(await countSubmissions(database.sql, projectId, readings[0])).toBe(2);
    expect(await countSubmissions(database.sql, projectId, id<ReadingId>())).toBe(3);
    expect(await getReading(database.sql, readings[0])).toMatchObject({ operations: 1, submission: { by: reader } });
  });
});

describe('proposals', () => {
  it('[PJ6] answers of a reading, predictions of an image: the newest stands, the others can be looked up', async () => {
    const [imageId] = images;
    const readingId = await open(imageId);
    const offer = async (type: 'model' | 'method', readingOf: ReadingId | null, requestId: string | null = null) => {
      const proposalId = id<ProposalId>();
      const source =
        type === 'model'
          ? ({ type, modelId: id<ModelId>(), weights: blob('w') } as const)
          : ({ type, method: 'graph-cut' } as const);
      const more =
        type === 'model'
          ? { uncertainty: blob('u'), chances: { '1': blob('c') }, stagesMs: { network: 7.5 } }
          : { cellVoxels: [2, 2, 1] as const };
      const result = { blob: blob(proposalId), voxels: { '1': 3 }, elapsedMs: 2.5, ...more };
      const scope = { imageId, projectId, readingId: readingOf, requestId };
      await append({ type: 'ProposalOffered', payload: { proposalId, ...scope, source, ...result } });
      return proposalId;
    };
    const cut = await offer('method', readingId, id());
    const old = await offer('model', null);
    // The reading began between the two models.
    const fresh = await offer('model', readingId);
    expect((await proposalsOf(database.sql, imageId)).map((one) => one.id)).toEqual([fresh, cut]);
    expect((await getImage(database.sql, imageId))?.proposalId).toBe(fresh);
    expect(await proposalsOf(database.sql, imageId, { all: true })).toHaveLength(3);
    expect(await getProposal(database.sql, old)).toMatchObject({ status: 'superseded', voxels: { '1': 3 } });
    const views = await Promise.all([cut, old].map((one) => getProposal(database.sql, one)));
    expect(views.map((view) => view?.cellVoxels)).toEqual([[2, 2, 1], null]);
    expect(views.map((view) => view?.uncertainty)).toEqual([null, blob('u')]);
    expect(views.map((view) => view?.chances)).toEqual([null, { '1': blob('c') }]);
    expect(views.map((view) => view?.stagesMs)).toEqual([null, { network: 7.5 }]);
    await append({ type: 'ProposalDiscarded', payload: { proposalId: cut, readingId } });
    expect((await proposalsOf(database.sql, imageId)).map((one) => one.id)).toEqual([fresh]);

    // A model that was asked answers one reading: what others see of it, and the prediction, stay.
    const blinded = id<ReadingId>();
    const [first, theirs] = [await offer('method', readingId, id()), await offer('model', blinded, id())];
    const second = await offer('model', readingId, id());
    expect((await proposalsOf(database.sql, imageId)).map((one) => one.id)).toEqual([second, theirs, fresh]);
    expect(await getProposal(database.sql, first)).toMatchObject({ status: 'superseded' });
    expect((await getImage(database.sql, imageId))?.proposalId).toBe(fresh);
  });
});
