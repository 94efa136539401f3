import { setTimeout as sleep } from 'node:timers/promises';
import { ApiWorld } from '@scholia/api/testing';
import type { ImageId, ModelId, ProjectId } from '@scholia/core';
import { DEFAULT_RETRAINING, type PayloadOf, type RetrainingPolicy, streams } from '@scholia/domain';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { followLearning } from './learning-policy.ts';
import { requestDueTraining } from './request-due-training.ts';
import { actor } from './run-events.ts';
import { retrainTask } from './tasks/retrain.ts';

let world: ApiWorld;
let projectId: ProjectId;
beforeAll(async () => {
  world = await ApiWorld.open();
});
beforeEach(async () => {
  projectId = await world.project();
});
afterAll(() => world.close());

const idle = new AbortController().signal;

/** The services at another time. */
const at = (time: number) => ({ ...world.services, clock: () => time });

async function setPolicy(change: Partial<RetrainingPolicy>): Promise<void> {
  const payload = { projectId, ...DEFAULT_RETRAINING, ...change };
  const event = { type: 'RetrainingPolicyChanged', payload, actor, projectId } as const;
  await world.services.events.append({ streamId: streams.project(projectId), events: [event] });
}

async function submit(): Promise<void> {
  const readingId = await world.reading(await world.image(projectId));
  await world.paint(readingId, 1, [6, 5, 4]);
  await world.submit(readingId);
}

const consider = (services = world.services) =>
  services.events.transact((tx) => requestDueTraining(services, tx, projectId));

async function requested(): Promise<PayloadOf<'TrainingRequested'>[]> {
  const events = await world.services.events.read({ after: 0n, limit: 1000, types: ['TrainingRequested'] });
  return events
    .filter((event) => event.projectId === projectId)
    .map(({ payload }) => payload as PayloadOf<'TrainingRequested'>);
}

async function jobs(name: string): Promise<{ key: string; runAt: Date }[]> {
  return await world.services.sql<{ key: string; runAt: Date }[]>`
    select key, run_at as "runAt" from graphile_worker.jobs where task_identifier = ${name} order by id`;
}

async function promote(modelId: ModelId): Promise<void> {
  const payload = { projectId, modelId, method: 'automatic', replaces: null, reason: 'by-hand' } as const;
  const event = { type: 'ModelPromoted', payload, actor, projectId } as const;
  await world.services.events.append({ streamId: streams.project(projectId), events: [event] });
}

describe('requestDueTraining', () => {
  it('trains each method of the policy in turn, from its current model, for as long as the policy says', async () => {
    await setPolicy({ methods: ['automatic', 'deepedit'], seconds: 77 });
    const model = await world.publishModel({ projectId });
    await promote(model.modelId);
    await submit();
    await consider();
    await consider();
    const [first, ...more] = (await requested()).filter(({ readings }) => readings.length > 0);
    expect(more).toEqual([]);
    expect(first).toMatchObject({ method: 'automatic', seconds: 77, warmStartFrom: model.modelId });
    const cancelled = { type: 'TrainingCancelled', payload: { runId: first.runId }, actor, projectId } as const;
    await world.services.events.append({ streamId: streams.training(first.runId), events: [cancelled] });
    await consider();
    expect((await requested()).at(-1)).toMatchObject({ method: 'deepedit', warmStartFrom: null });
  });

  it('waits for quiet: a job looks again, and each submission puts it off', async () => {
    await setPolicy({ waitSeconds: 600 });
    await submit();
    await consider();
    const [first] = (await jobs('retrain')).filter(({ key }) => key === `retrain:${projectId}`);
    await sleep(20);
    await submit();
    await consider();
    const mine = (await jobs('retrain')).filter(({ key }) => key === `retrain:${projectId}`);
    expect(mine).toHaveLength(1);
    expect(mine[0].runAt.getTime()).toBeGreaterThan(first.runAt.getTime());
    expect(await requested()).toEqual([]);
    await retrainTask(at(first.runAt.getTime()))({ projectId }, idle, false);
    expect(await requested()).toEqual([]);
    await retrainTask(at(mine[0].runAt.getTime()))({ projectId }, idle, false);
    expect(await requested()).toMatchObject([{ method: 'automatic' }]);
  });

  it('starts nothing while it is paused, or its hours are used up until the next month', async () => {
    await setPolicy({ isPaused: true });
    await submit();
    await consider();
    await setPolicy({ budgetHours: 0 });
    await consider();
    expect(await requested()).toEqual([]);
    const [{ runAt }] = (await jobs('retrain')).filter(({ key }) => key === `retrain:${projectId}`);
    expect(runAt.toISOString()).toMatch(/-01T00:00:00.000Z$/);
    expect(runAt.getTime()).toBeGreaterThan(Date.now());
    await setPolicy({});
    await consider();
    expect(await requested()).toHaveLength(1);
  });
});

describe('followLearning', () => {
  it('asks for one run, however many submissions it hears of at once', async () => {
    for (let n = 0; n < 3; n++) await submit();
    const stop = new AbortController();
    const following = followLearning(world.services, stop.signal);
    for (let tries = 0; tries < 200 && (await requested()).length === 0; tries++) await sleep(50);
    stop.abort();
    await following;
    expect((await requested()).map(({ readings }) => readings.length)).toEqual([3]);
  });

  it('predicts what is left with the model that is used, a newer one and an older one again', async () => {
    await setPolicy({ isPaused: true });
    await submit();
    const left = [await world.image(projectId), await world.image(projectId)];
    const [older, newer] = [
      await world.publishModel({ projectId, version: 1 }),
      await world.publishModel({ projectId, version: 2 }),
    ];
    const stop = new AbortController();
    const following = followLearning(world.services, stop.signal);
    for (const { modelId } of [newer, older]) {
      await promote(modelId);
      await untilJobs(left, modelId);
      for (const imageId of left) await score(imageId, modelId);
    }
    stop.abort();
    await following;
  });
});

/** Until exactly these images of the project wait for that model's prediction. */
async function untilJobs(images: readonly ImageId[], modelId: ModelId): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    const rows = await world.services.sql<{ imageId: ImageId }[]>`
      select payload ->> 'imageId' as "imageId" from graphile_worker._private_jobs
      where payload ->> 'modelId' = ${modelId}`;
    if (
      rows
        .map(({ imageId }) => imageId)
        .sort()
        .join() === [...images].sort().join()
    )
      return;
    await sleep(50);
  }
  throw new Error('the images were never to be predicted');
}

/** As the inference worker does. */
async function score(imageId: ImageId, modelId: ModelId): Promise<void> {
  const payload = { imageId, projectId, modelId, uncertainty: 0.5, passes: 4 };
  const event = { type: 'ImageScored', payload, actor, projectId, imageId } as const;
  await world.services.events.append({ streamId: streams.image(imageId), events: [event] });
}
