import { ApiWorld } from '@scholia/api/testing';
import { must, type TrainingRunId, uuidV7 } from '@scholia/core';
import { streams } from '@scholia/domain';
import { planSchema } from '@scholia/models';
import { getTrainingRun, predictingModel } from '@scholia/projections';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { publishModel } from './publish-model.ts';
import { actor } from './run-events.ts';

let world: ApiWorld;
beforeAll(async () => {
  world = await ApiWorld.open();
});
afterAll(() => world.close());

describe('publishModel', () => {
  it('leaves a network from elsewhere in use, which nothing here can be compared with', async () => {
    const { services } = world;
    const projectId = await world.project();
    const { modelId, declaration } = await world.receiveModel(projectId);
    const weights = await services.blobs.put(Uint8Array.of(1, 2, 3));
    const runId = uuidV7(services.clock(), services.random) as TrainingRunId;
    const report = { isUsable: true, checks: [] };
    const brought = { modelId, projectId, version: 1, name: 'brought', weights, declaration, report };
    const chosen = { projectId, modelId, method: 'automatic', replaces: null, reason: 'by-hand' } as const;
    await services.events.append({
      streamId: streams.model(modelId),
      events: [
        { type: 'ModelUploaded', payload: brought, actor },
        { type: 'ModelPromoted', payload: chosen, actor },
        { type: 'TrainingRequested', payload: { runId, projectId, readings: [], warmStartFrom: null }, actor },
      ],
    });
    const run = must(await getTrainingRun(services.sql, runId), 'it was requested');
    const sizes = { targetSpacingMm: [1, 1, 1], patch: [8, 8, 8], channels: [2, 4], labels: [1, 2] };
    const plan = planSchema.parse({ ...sizes, dropout: 0, learningRate: 0.01, seed: 1 });
    const curve = [{ step: 1, loss: 1, validationDice: null, scores: null }];
    const measured = { score: null, scores: null, cases: [], curve, steps: 1, skipped: 0 };
    const head = await services.events.head();
    await publishModel(services, run, { plan, weights, onnx: weights, provider: 'cpu', ...measured }, 1);
    const events = await world.eventsAfter(head);
    expect(events).toMatchObject([{ type: 'ModelPublished', payload: { version: 2, runId } }]);
    expect((await predictingModel(services.sql, projectId))?.id).toBe(modelId);
  });
});
