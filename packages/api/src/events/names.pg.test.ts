import { digestOf, type ModelId, systemClock, systemRandom, type TrainingRunId, uuidV7 } from '@scholia/core';
import { type NewEvent, streams } from '@scholia/domain';
import { getImage } from '@scholia/projections';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiWorld } from '../testing/api-world.ts';
import { viewEvent } from './event-view.ts';
import { NameDirectory, type NameReach } from './names.ts';

let world: ApiWorld;
beforeAll(async () => {
  world = await ApiWorld.open();
});
afterAll(() => world.close());

describe('NameDirectory', () => {
  it('calls models by their version, images and people by their names', async () => {
    const projectId = await world.project();
    const imageId = await world.image(projectId);
    const [modelId, runId] = [
      uuidV7(systemClock(), systemRandom) as ModelId,
      uuidV7(systemClock(), systemRandom) as TrainingRunId,
    ];
    const actor = { type: 'model', modelId } as const;
    const learned = { weights: digestOf(new Uint8Array()), network: {}, preprocessing: {}, curve: [], seconds: 1 };
    const published: NewEvent = {
      type: 'ModelPublished',
      actor,
      payload: {
        modelId,
        projectId,
        version: 3,
        runId,
        ...learned,
        trainedOn: [],
        heldOut: [],
        score: null,
        scores: null,
      },
    };
    const scored: NewEvent = {
      type: 'ImageScored',
      actor,
      payload: { imageId, projectId, modelId, uncertainty: 0.25, passes: 4 },
    };
    const scope = { projectId, imageId };
    const { events } = await world.services.events.transact(async (tx) => {
      tx.append({ streamId: streams.project(projectId), events: [published, { ...scored, ...scope }] });
    });
    const [{ name }] = await world.services.sql<{ name: string }[]>`select name from images where id = ${imageId}`;
    const view = await viewEvent(events[1], new NameDirectory(world.services));
    expect(view.sentence).toBe(`Model v3 scored ${name}: uncertainty 0.250.`);
    expect(view.actor).toEqual({ type: 'model', id: modelId, name: 'Model v3' });
  });

  it('looks no further than it is told', async () => {
    const projectId = await world.project('Knee');
    const imageId = await world.image(projectId);
    await world.reading(imageId);
    const events = await world.services.events.read({ after: 0n, limit: 1000, projectId });
    const told = async (reach: NameReach, from = 0) => {
      const names = new NameDirectory(world.services, reach);
      for (const event of events.slice(from)) await names.forEvent(event);
      return [projectId, imageId, world.admin.userId].map((id) => names.known(id));
    };
    const image = (await getImage(world.services.sql, imageId))?.name;
    const last = events.length - 1;
    expect(await told('people', last)).toEqual(['Knee', image, 'admin']);
    expect(await told('things', last)).toEqual(['Knee', image, undefined]);
    expect(await told('events', last)).toEqual([undefined, undefined, undefined]);
    expect(await told('events')).toEqual(['Knee', image, undefined]);
    expect(new NameDirectory(world.services).nameOf(imageId)).toBe(imageId.slice(-8));
  });
});
