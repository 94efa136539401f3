import { createCaller } from '@scholia/api';
import { ApiWorld, DIMS } from '@scholia/api/testing';
import { type ImageId, type ModelId, must, type ProjectId, type ReadingId } from '@scholia/core';
import type { StoredEvent } from '@scholia/domain';
import { casesToMeasure, getReading } from '@scholia/projections';
import { decodeLabelmap } from '@scholia/volume';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { useUntrainedModel } from '../../test/untrained-model.ts';
import { checkModelTask } from './check-model.ts';
import { measureModelTask } from './measure-model.ts';
import { predictImageTask } from './predict-image.ts';

const WAITING = new URL('../../test/child-that-waits.ts', import.meta.url);

let world: ApiWorld;
let projectId: ProjectId;
let heldOut: { readonly readingId: ReadingId; readonly imageId: ImageId };
beforeAll(async () => {
  world = await ApiWorld.open();
  vi.stubEnv('SCHOLIA_DATA_DIR', world.folder);
  projectId = await world.project();
  // The third that is submitted is held out.
  for (let n = 1; n <= 3; n++) {
    const imageId = await world.image(projectId);
    heldOut = { readingId: await world.reading(imageId), imageId };
    await world.paint(heldOut.readingId, 1, [5, 5, 4]);
    await world.submit(heldOut.readingId);
  }
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await world.close();
});

const api = () => createCaller({ services: world.services, user: world.admin });
const never = () => new AbortController().signal;
const listed = async (modelId: ModelId) =>
  must(
    (await api().models.list({ projectId })).find((one) => one.modelId === modelId),
    'it is a model',
  );
const measure = (modelId: ModelId, child?: URL) =>
  measureModelTask(world.services, 'cpu', child)({ modelId }, never(), true);

/** Asks, does the job twice, and gives the only answer. */
async function measured(modelId: ModelId) {
  await api().models.measure({ modelId });
  const head = await world.services.events.head();
  await measure(modelId);
  await measure(modelId);
  const events = await world.eventsAfter(head);
  expect(events.map(({ type }) => type)).toEqual(['ModelMeasured']);
  return (events[0] as StoredEvent<'ModelMeasured'>).payload;
}

const labelsOf = async (blob: Parameters<typeof world.services.blobs.get>[0]) =>
  decodeLabelmap(await world.services.blobs.get(blob), { dims: DIMS }).toDense();
const submittedLabels = async () =>
  must((await getReading(world.services.sql, heldOut.readingId))?.submission, 'it is submitted').labelBlob;

/** The Dice of what the model proposes for the held-out image, label by label. */
async function diceOfPrediction(modelId: ModelId): Promise<Record<string, number>> {
  await api().predictions.request({ projectId, which: 'all', modelId });
  const head = await world.services.events.head();
  await predictImageTask(world.services, 'cpu')({ projectId, imageId: heldOut.imageId, modelId }, never(), true);
  const [offered] = (await world.eventsAfter(head)) as [StoredEvent<'ProposalOffered'>];
  const [found, truth] = await Promise.all([labelsOf(offered.payload.blob), labelsOf(await submittedLabels())]);
  const scores: Record<string, number> = {};
  for (const label of [1, 2]) {
    const [a, b] = [found, truth].map((labels) => [...labels.keys()].filter((at) => labels[at] === label));
    if (a.length + b.length > 0) scores[label] = (2 * a.filter((at) => b.includes(at)).length) / (a.length + b.length);
  }
  return scores;
}

describe('measure-model', () => {
  it('measures on what is held out, once, and the list of models says so', async () => {
    const modelId = await useUntrainedModel(world, projectId, 'automatic');
    expect(await listed(modelId)).toMatchObject({ score: null, isMeasuring: false, measuredAt: null });
    const { score, scores, validation, leftOut } = await measured(modelId);
    expect(scores).toEqual(await diceOfPrediction(modelId));
    expect(scores?.['1']).toBeGreaterThan(0);
    expect(validation).toEqual([{ ...heldOut, score, scores, labelBlob: await submittedLabels() }]);
    expect(leftOut).toBe(0);
    expect(await listed(modelId)).toMatchObject({
      ...{ score, scores, validation, heldOut: [heldOut.readingId] },
      ...{ isMeasuring: false, measuringStopped: null, measuredAt: expect.any(String) },
    });
  });

  it('leaves out what a model learned from, and counts it', async () => {
    const { modelId } = await world.publishModel({ projectId, version: 2, trainedOn: [heldOut.readingId] });
    const model = await listed(modelId);
    expect(await casesToMeasure(world.services.sql, model)).toEqual({ cases: [], leftOut: 1 });
    await expect(api().models.measure({ modelId })).rejects.toThrow('It has learned from every reading');
  });

  it('clicks where a network needs it', async () => {
    const { validation } = await measured(await useUntrainedModel(world, projectId, 'deepgrow-3d'));
    expect(Object.keys(validation[0].scores)).toEqual(['1']);
    expect(validation[0].scores['1']).toBeGreaterThan(0);
  });

  it('follows a dry run, so that what was brought can be compared with what was trained', async () => {
    const { modelId, declaration } = await world.receiveModel(projectId);
    await world.declareModel(modelId, declaration);
    const head = await world.services.events.head();
    await checkModelTask(world.services, 'cpu')({ modelId }, never(), true);
    expect((await world.eventsAfter(head)).map(({ type }) => type)).toEqual([
      'ModelUploaded',
      'ModelMeasurementRequested',
    ]);
    expect((await listed(modelId)).isMeasuring).toBe(true);
    await measure(modelId);
    expect((await listed(modelId)).score).not.toBeNull();
    const [trained] = (await api().models.list({ projectId })).filter((one) => one.score !== null && one.version === 1);
    const compared = await api().models.compare({ projectId, a: trained.modelId, b: modelId });
    expect(compared.cases).toMatchObject([heldOut]);
    expect(compared.leftOut).toEqual({ learned: 0, corrected: 0, unmeasured: 0 });
  });

  it('stops when somebody cancels it, and says why when it is given up', async () => {
    const modelId = await useUntrainedModel(world, projectId, 'automatic');
    await api().models.measure({ modelId });
    await expect(api().models.measure({ modelId })).rejects.toMatchObject({ code: 'CONFLICT' });
    const running = measure(modelId, WAITING);
    await api().models.cancelMeasurement({ modelId });
    await running;
    expect(await listed(modelId)).toMatchObject({ isMeasuring: false, measuringStopped: 'cancelled', score: null });

    const { modelId: unreadable } = await world.publishModel({ projectId, version: 9 });
    await api().models.measure({ modelId: unreadable });
    await measure(unreadable);
    expect(await listed(unreadable)).toMatchObject({ isMeasuring: false, measuringStopped: expect.any(String) });
  });
});
