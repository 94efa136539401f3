import { createCaller } from '@scholia/api';
import { ApiWorld } from '@scholia/api/testing';
import type { ModelId, ProjectId } from '@scholia/core';
import type { StoredEvent } from '@scholia/domain';
import type { Declaration } from '@scholia/models/foreign';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type CheckLimits, checkModelTask } from './check-model.ts';
import { predictImageTask } from './predict-image.ts';

let world: ApiWorld;
let projectId: ProjectId;
beforeAll(async () => {
  world = await ApiWorld.open();
  projectId = await world.project();
  await world.image(projectId);
  // Where the child looks for what is stored.
  vi.stubEnv('SCHOLIA_DATA_DIR', world.folder);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await world.close();
});

const limits: CheckLimits = { seconds: 60, memoryMiB: 4096 };

/** Tries a network as declared, and gives the events that follow. */
async function check(modelId: ModelId, declaration: Declaration, within = limits): Promise<StoredEvent[]> {
  await world.declareModel(modelId, declaration);
  const head = await world.services.events.head();
  const task = checkModelTask(world.services, 'cpu', within);
  await task({ modelId }, new AbortController().signal, true);
  return world.eventsAfter(head);
}

describe('check-model', () => {
  it('makes a model of what passes, once, which predicts nothing by itself', async () => {
    const { modelId, declaration } = await world.receiveModel(projectId);
    const [uploaded, ...others] = await check(modelId, declaration);
    expect(others).toEqual([]);
    const about = { modelId, projectId, version: 1, name: 'network', declaration };
    expect(uploaded).toMatchObject({ type: 'ModelUploaded', payload: { ...about, report: { isUsable: true } } });
    const { checks } = (uploaded as StoredEvent<'ModelUploaded'>).payload.report;
    expect(checks.map(({ what }) => what)).toEqual(
      'file input output loads window channels values image time memory'.split(' '),
    );
    const head = await world.services.events.head();
    await checkModelTask(world.services, 'cpu', limits)({ modelId }, new AbortController().signal, true);
    expect(await world.eventsAfter(head)).toEqual([]);
  });

  it('predicts once it is promoted, submitted images too where somebody asks for them', async () => {
    const { models, predictions } = createCaller({ services: world.services, user: world.admin });
    const [{ modelId, origin, isCurrent }] = await models.list({ projectId });
    expect([origin, isCurrent]).toEqual(['uploaded', false]);
    const imageId = await world.image(projectId);
    const readingId = await world.reading(imageId);
    await world.paint(readingId, 1, [5, 5, 4]);
    await world.submit(readingId);
    const predict = async () => {
      const head = await world.services.events.head();
      const task = predictImageTask(world.services, 'cpu');
      await task({ projectId, imageId, modelId }, new AbortController().signal, true);
      return world.eventsAfter(head);
    };
    await models.promote({ modelId });
    expect(await predict()).toEqual([]);
    const { batchId } = await predictions.request({ projectId, which: 'all' });
    const [offered, scored] = await predict();
    const source = { type: 'model', modelId };
    expect(offered).toMatchObject({ type: 'ProposalOffered', payload: { imageId, source } });
    expect(scored).toMatchObject({ type: 'ImageScored', payload: { imageId, modelId, passes: 0 } });
    expect((scored as StoredEvent<'ImageScored'>).payload.uncertainty).toBeGreaterThan(0);
    expect(await predictions.list({ projectId })).toMatchObject([{ batchId, total: 2, done: 1, status: 'running' }]);
    expect(await predict()).toEqual([]);
  });

  it('refuses what does not, with what to do; it may be declared anew', async () => {
    const { modelId, declaration } = await world.receiveModel(projectId);
    const wrong = { ...declaration, output: { ...declaration.output, labels: [0, 1] } };
    const [refused] = await check(modelId, wrong);
    expect(refused).toMatchObject({ type: 'ModelRefused', payload: { modelId, report: { isUsable: false } } });
    const last = (refused as StoredEvent<'ModelRefused'>).payload.report.checks.at(-1);
    expect(last).toMatchObject({ what: 'channels', hint: expect.stringMatching(/It has 3 channels/) });
    const { models } = createCaller({ services: world.services, user: world.admin });
    expect((await models.uploads({ projectId }))[0]).toMatchObject({ modelId, status: 'refused', declaration: wrong });
    await world.declareModel(modelId, declaration);
    expect((await models.uploads({ projectId }))[0]).toMatchObject({ status: 'checking', declaration, report: null });
  });

  it('ends what takes too long or too much memory, and says which of them', async () => {
    const { modelId, declaration } = await world.receiveModel(projectId);
    const found = async (within: CheckLimits) => {
      const [refused] = await check(modelId, declaration, within);
      return (refused as StoredEvent<'ModelRefused'>).payload.report.checks.at(-1);
    };
    expect(await found({ ...limits, seconds: 0.01 })).toMatchObject({ what: 'limits', found: 'none within 0.01 s' });
    expect(await found({ ...limits, memoryMiB: 40 })).toMatchObject({
      what: 'limits',
      found: 'none with so little memory',
    });
  });
});
