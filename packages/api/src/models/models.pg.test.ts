import type { Digest, ImageId, ProjectId, ReadingId } from '@scholia/core';
import { type PayloadOf, streams, type TrainingReading } from '@scholia/domain';
import { currentModel, predictingModel } from '@scholia/projections';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../ids.ts';
import { invoke } from '../invoke.ts';
import { ApiWorld } from '../testing/api-world.ts';
import { compareTwoModels } from './compare-models.ts';
import { exportOnnx } from './export-onnx.ts';
import { listModels } from './list-models.ts';
import { promoteModel } from './promote-model.ts';

let world: ApiWorld;
let projectId: ProjectId;
beforeAll(async () => {
  world = await ApiWorld.open();
  projectId = await world.project();
});
afterAll(() => world.close());

const asAdmin = () => world.as(world.admin);
const promote = (modelId: PayloadOf<'ModelPublished'>['modelId']) => invoke(promoteModel, asAdmin(), { modelId });
const currentVersions = async () =>
  (await invoke(listModels, asAdmin(), { projectId }))
    .filter(({ isCurrent }) => isCurrent)
    .map(({ version, method }) => `${method} ${version}`);

describe('promoteModel', () => {
  it('has one current model of each method, forward and back, and says so once', async () => {
    const [first, second, clicks] = [
      await world.publishModel({ projectId, version: 1 }),
      await world.publishModel({ projectId, version: 2 }),
      await world.publishModel({ projectId, version: 3, method: 'deepedit' }),
    ];
    expect(await currentVersions()).toEqual([]);
    await promote(clicks.modelId);
    // Without an automatic one, whoever can do without clicks predicts.
    expect((await predictingModel(world.services.sql, projectId))?.id).toBe(clicks.modelId);
    await promote(first.modelId);
    await promote(second.modelId);
    expect(await currentVersions()).toEqual(['deepedit 3', 'automatic 2']);
    expect((await predictingModel(world.services.sql, projectId))?.id).toBe(second.modelId);
    const before = await world.services.events.head();
    await promote(first.modelId);
    await promote(first.modelId);
    expect(await currentVersions()).toEqual(['deepedit 3', 'automatic 1']);
    expect((await world.eventsAfter(before)).map(({ type, payload }) => [type, payload])).toEqual([
      [
        'ModelPromoted',
        { projectId, modelId: first.modelId, method: 'automatic', replaces: second.modelId, reason: 'by-hand' },
      ],
    ]);
    const models = await invoke(listModels, asAdmin(), { projectId });
    expect(models.map(({ promotedAt }) => promotedAt !== null)).toEqual([true, true, true]);
  });

  it('a model of the time before there were methods is current as soon as it is published', async () => {
    const old = await world.publishModel({ projectId, version: 4, method: undefined });
    expect((await currentModel(world.services.sql, projectId, 'automatic'))?.id).toBe(old.modelId);
  });
});

describe('compareModels', () => {
  it('compares on what both were measured on, against the labels of their runs', async () => {
    const reading = (labels: string, heldOut = true): TrainingReading => ({
      readingId: newId<ReadingId>(world.services),
      imageId: newId<ImageId>(world.services),
      labelBlob: labels.repeat(64) as Digest,
      position: '5',
      heldOut,
    });
    const [shared, corrected] = [reading('a'), reading('b')];
    const dice = ({ readingId, imageId }: TrainingReading, score: number) => ({
      ...{ readingId, imageId, score },
      scores: { 1: score },
    });
    const a = await world.publishModel({
      ...{ projectId, version: 5, readings: [shared, corrected] },
      validation: [dice(shared, 0.5), dice(corrected, 0.5)],
    });
    const b = await world.publishModel({
      ...{ projectId, version: 6, readings: [shared, { ...corrected, labelBlob: 'c'.repeat(64) as Digest }] },
      validation: [dice(shared, 0.75), dice(corrected, 0.25)],
    });
    const compared = await invoke(compareTwoModels, asAdmin(), { projectId, a: a.modelId, b: b.modelId });
    const difference = { a: 0.5, b: 0.75, difference: 0.25 };
    const labels = [{ label: 1, ...difference }];
    expect(compared).toEqual({
      cases: [{ readingId: shared.readingId, imageId: shared.imageId, ...difference, labels }],
      ...{ labels, ...difference },
      leftOut: { learned: 0, corrected: 1, unmeasured: 0 },
    });
    const stranger = await world.publishModel();
    await expect(
      invoke(compareTwoModels, asAdmin(), { projectId, a: a.modelId, b: stranger.modelId }),
    ).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('exportOnnx', () => {
  it('hands out the bytes that were kept, under a name that says what they are, and the log says so', async () => {
    const model = await world.publishModel({ projectId, version: 7 });
    const before = await world.services.events.head();
    const file = await invoke(exportOnnx, asAdmin(), { modelId: model.modelId });
    expect(file.fileName).toBe('model-v7-automatic.onnx');
    expect(new TextDecoder().decode(await file.read())).toBe(`weights of ${model.modelId}`);
    const { modelId: exported, onnx } = model;
    expect(await world.eventsAfter(before)).toMatchObject([
      { type: 'ModelExported', payload: { projectId, modelId: exported, onnx } },
    ]);
    const { modelId } = await world.publishModel({ projectId, version: 8, onnx: undefined });
    await expect(invoke(exportOnnx, asAdmin(), { modelId })).rejects.toMatchObject({ code: 'not-found' });
  });

  it('hands an uploaded file out as it came', async () => {
    const { services } = world;
    const { modelId, declaration } = await world.receiveModel(projectId);
    const weights = await services.blobs.put(Uint8Array.of(4, 5, 6));
    const report = { isUsable: true, checks: [] };
    const payload = { modelId, projectId, version: 9, name: 'brought', weights, declaration, report };
    const actor = { type: 'system', name: 'inference' } as const;
    await services.events.append({
      streamId: streams.model(modelId),
      events: [{ type: 'ModelUploaded', payload, actor, projectId }],
    });
    const file = await invoke(exportOnnx, asAdmin(), { modelId });
    expect([...(await file.read())]).toEqual([4, 5, 6]);
  });
});
