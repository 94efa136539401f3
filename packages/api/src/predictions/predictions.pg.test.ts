import { digestOf, type ImageId, type ModelId, type ProjectId, type ProposalId } from '@scholia/core';
import { DEFAULT_PREDICTIONS, type NewEvent, type PredictionSettings, streams } from '@scholia/domain';
import { liveJobs, predictionKey } from '@scholia/jobs';
import { isPredictionAwaited } from '@scholia/projections';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../ids.ts';
import { withdrawImage } from '../images/withdraw-image.ts';
import { invoke } from '../invoke.ts';
import { promoteModel } from '../models/promote-model.ts';
import { ApiWorld } from '../testing/api-world.ts';
import { cancelPredictions } from './cancel-predictions.ts';
import { getPredictionSettings } from './get-settings.ts';
import { listPredictions } from './list-predictions.ts';
import { requestPredictions } from './request-predictions.ts';
import { setPredictionSettings } from './set-settings.ts';

let world: ApiWorld;
let projectId: ProjectId;
let modelId: ModelId;
let fresh: ImageId;
let begun: ImageId;
let submitted: ImageId;
beforeAll(async () => {
  world = await ApiWorld.open();
  projectId = await world.project();
  [fresh, begun, submitted] = [
    await world.image(projectId),
    await world.image(projectId),
    await world.image(projectId),
  ];
  await invoke(withdrawImage, asAdmin(), { imageId: await world.image(projectId) });
  for (const imageId of [begun, submitted]) {
    const readingId = await world.reading(imageId);
    await world.paint(readingId, 1, [5, 5, 4]);
    if (imageId === submitted) await world.submit(readingId);
  }
});
afterAll(() => world.close());

const asAdmin = () => world.as(world.admin);
type Wish = Parameters<typeof requestPredictions.run>[1]['which'];
const request = (which: Wish, of?: ModelId) => invoke(requestPredictions, asAdmin(), { projectId, which, modelId: of });
const batchOf = async (batchId: string) =>
  (await invoke(listPredictions, asAdmin(), { projectId })).find((batch) => batch.batchId === batchId);
const jobsOf = async (of: ModelId) => {
  const keys = [fresh, begun, submitted].map((imageId) => predictionKey({ imageId, modelId: of }));
  return (await liveJobs(world.services.sql, keys)).size;
};

async function answer(imageId: ImageId, by: ModelId, how: 'ImageScored' | 'PredictionFailed') {
  const about = { imageId, projectId, modelId: by };
  const actor = { type: 'model', modelId: by } as const;
  const event: NewEvent =
    how === 'ImageScored'
      ? { type: how, payload: { ...about, uncertainty: 0.5, passes: 4 }, actor }
      : { type: how, payload: { ...about, reason: 'too-large' }, actor };
  await world.services.events.append({ streamId: streams.image(imageId), events: [event] });
}

/** A whole prediction; without settings as it was recorded when there were none, with `requestId` the answer to clicks. */
async function predict(by: ModelId, settings?: PredictionSettings, requestId: string | null = null) {
  const weights = digestOf(Uint8Array.of(1));
  const payload = {
    ...{ proposalId: newId<ProposalId>(world.services), imageId: fresh, projectId, readingId: null, requestId },
    source: { type: 'model', modelId: by, weights } as const,
    ...{ blob: weights, voxels: {}, elapsedMs: 1, ...(settings && { settings }) },
  };
  const event: NewEvent = { type: 'ProposalOffered', payload, actor: { type: 'model', modelId: by } };
  await world.services.events.append({ streamId: streams.image(fresh), events: [event] });
  if (requestId === null) await answer(fresh, by, 'ImageScored');
}

describe('predictions', () => {
  it('need a model, in use or named, that can do without clicks', async () => {
    await expect(request('all')).rejects.toMatchObject({ code: 'conflict' });
    ({ modelId } = await world.publishModel({ projectId, version: 1 }));
    const clicks = await world.publishModel({ projectId, version: 2, method: 'deepgrow-3d' });
    await expect(request('all', clicks.modelId)).rejects.toMatchObject({ code: 'bad-request' });
    const elsewhere = await world.publishModel({ projectId: await world.project(), version: 1 });
    await expect(request('all', elsewhere.modelId)).rejects.toMatchObject({ code: 'not-found' });
    await expect(request('all')).rejects.toMatchObject({ code: 'conflict' });
    await invoke(promoteModel, asAdmin(), { modelId });
  });

  it('are of all images, submitted ones too, of those that nobody has begun, or of those that are out of date', async () => {
    expect(await request('all')).toMatchObject({ modelId, total: 3 });
    expect(await request('unlabelled')).toMatchObject({ total: 1 });
    expect(await request('stale')).toMatchObject({ total: 2 });
    expect(await jobsOf(modelId)).toBe(3);
    expect(await isPredictionAwaited(world.services.sql, submitted, modelId)).toBe(true);
  });

  it('are done when every image is predicted or given up, in each batch that waits for it', async () => {
    const [stale, , all] = await invoke(listPredictions, asAdmin(), { projectId });
    expect(all).toMatchObject({ which: 'all', status: 'running', total: 3, done: 0, failed: 0, etaMs: null });
    await answer(fresh, modelId, 'ImageScored');
    expect(await batchOf(all.batchId)).toMatchObject({ status: 'running', done: 1, etaMs: expect.any(Number) });
    await answer(begun, modelId, 'PredictionFailed');
    expect(await batchOf(stale.batchId)).toMatchObject({ status: 'done', total: 2, done: 1, failed: 1, etaMs: null });
    await answer(submitted, modelId, 'ImageScored');
    expect(await batchOf(all.batchId)).toMatchObject({ status: 'done', done: 2, failed: 1 });
    await answer(submitted, modelId, 'ImageScored');
    expect(await batchOf(all.batchId)).toMatchObject({ done: 2 });
    expect(await request('stale')).toMatchObject({ total: 1 });
  });

  it('are out of date when settings changed since, and no more when these are taken back', async () => {
    const settings = () => invoke(getPredictionSettings, asAdmin(), { projectId });
    const by = { projectId, overlap: 0.5, withMirrors: false, keepLargest: [], fillHoles: [] };
    const set = (to: { withMirrors?: boolean; keepLargest?: number[]; fillHoles?: number[] }) =>
      invoke(setPredictionSettings, asAdmin(), { ...by, ...to });
    const stale = async () => (await request('stale')).total;
    await predict(modelId);
    const before = await stale();
    expect(await settings()).toEqual(DEFAULT_PREDICTIONS);
    await set({ withMirrors: true, keepLargest: [2, 1] });
    expect(await settings()).toEqual({ ...DEFAULT_PREDICTIONS, withMirrors: true, keepLargest: [1, 2] });
    expect(await stale()).toBe(before + 1);
    await predict(modelId, await settings());
    expect(await stale()).toBe(before);
    await predict(modelId, DEFAULT_PREDICTIONS, newId(world.services));
    expect(await stale()).toBe(before);
    await set({});
    expect(await stale()).toBe(before + 1);
    await predict(modelId, DEFAULT_PREDICTIONS);
    await expect(set({ fillHoles: [77] })).rejects.toMatchObject({ code: 'bad-request' });
  });

  it('that nobody else waits for are dropped when cancelled; what is done stays', async () => {
    const other = (await world.publishModel({ projectId, version: 3 })).modelId;
    const [first, second] = [await request('all', other), await request('unlabelled', other)];
    await answer(begun, other, 'ImageScored');
    // Another model's word does not count.
    await answer(fresh, modelId, 'ImageScored');
    await invoke(cancelPredictions, asAdmin(), { batchId: first.batchId });
    expect(await batchOf(first.batchId)).toMatchObject({ status: 'cancelled', total: 3, done: 1, etaMs: null });
    // That of the image which the second batch waits for; that of the one that was done is of no use, and ends at once.
    const left = [fresh, submitted].map((imageId) => predictionKey({ imageId, modelId: other }));
    expect(await liveJobs(world.services.sql, left)).toEqual(new Set([left[0]]));
    await expect(invoke(cancelPredictions, asAdmin(), { batchId: first.batchId })).rejects.toMatchObject({
      code: 'conflict',
    });
    await invoke(withdrawImage, asAdmin(), { imageId: fresh });
    expect(await batchOf(second.batchId)).toMatchObject({ status: 'done', total: 1, done: 0 });
    await expect(request('unlabelled', other)).rejects.toMatchObject({ code: 'conflict' });
  });
});
