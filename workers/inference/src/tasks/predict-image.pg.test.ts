import { ApiWorld } from '@scholia/api/testing';
import { digestOf, type ModelId, systemClock, systemRandom, type TrainingRunId, uuidV7 } from '@scholia/core';
import { type NewEvent, streams } from '@scholia/domain';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { predictImageTask } from './predict-image.ts';

let world: ApiWorld;
beforeAll(async () => {
  world = await ApiWorld.open();
});
afterAll(() => world.close());

const newId = <Id extends string>() => uuidV7(systemClock(), systemRandom) as Id;

describe('predict-image', () => {
  it('says in the log when it has given up, and why', async () => {
    const projectId = await world.project();
    const imageId = await world.image(projectId);
    const modelId = newId<ModelId>();
    // Weights that nobody has stored.
    const learned = { weights: digestOf(Uint8Array.of(7)), network: {}, preprocessing: {}, curve: [], seconds: 1 };
    const made = { modelId, projectId, version: 1, runId: newId<TrainingRunId>(), trainedOn: [], heldOut: [] };
    const actor = { type: 'model', modelId } as const;
    const published: NewEvent<'ModelPublished'> = {
      type: 'ModelPublished',
      payload: { ...made, ...learned, score: null, scores: null },
      actor,
      projectId,
    };
    const { head } = await world.services.events.transact(async (tx) => {
      tx.append({ streamId: streams.model(modelId), events: [published] });
    });
    const predict = predictImageTask(world.services, 'cpu');
    const job = { projectId, imageId, modelId };
    const { signal } = new AbortController();
    await predict(job, signal, false);
    expect(await world.eventsAfter(head)).toMatchObject([
      { type: 'PredictionFailed', actor, imageId, projectId, payload: { ...job, reason: 'not-found' } },
    ]);
  });
});
