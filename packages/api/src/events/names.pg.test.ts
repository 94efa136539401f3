import {
  digestOf,
  type ModelId,
  type ReadingId,
  systemClock,
  systemRandom,
  type TrainingRunId,
  uuidV7,
} from '@scholia/core';
import { type NewEvent, streams } from '@scholia/domain';
import { getImage } from '@scholia/projections';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { invoke } from '../invoke.ts';
import { setLabels } from '../projects/set-labels.ts';
import { readingOf } from '../scopes.ts';
import { ApiWorld, LABELS } from '../testing/api-world.ts';
import { append, offerProposal } from '../testing/scenes.ts';
import { viewEvent } from './event-view.ts';
import { listEvents } from './list-events.ts';
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

describe('sentences of operations', () => {
  const writing = { seen: 0n, layer: 'labels', policy: { mode: 'all' }, locked: [] } as const;

  async function sentencesOf(readingId: ReadingId) {
    const { events } = await invoke(listEvents, world.as(world.admin), { readingId, types: ['OperationCommitted'] });
    return events.map(({ sentence }) => sentence);
  }

  it('say what was painted, whose proposal was accepted, and what was taken back of whom', async () => {
    const projectId = await world.project();
    const readingId = await world.reading(await world.image(projectId));
    const [reader, reviewer] = [await world.member(projectId, 'annotator'), await world.member(projectId, 'reviewer')];
    await world.paint(readingId, 1, [5, 5, 4], reader);
    const { events } = world.services;
    const [{ payload }] = await events.read({ after: 0n, limit: 1, types: ['OperationCommitted'], readingId });
    const { session, counter } = payload as { session: number; counter: number };
    const { proposalId, blob, modelId } = await offerProposal(world, readingId);
    await append(world, streams.model(modelId), 'ModelPublished', {
      ...{ modelId, projectId, version: 7, runId: uuidV7(systemClock(), systemRandom), weights: blob },
      ...{
        network: {},
        preprocessing: {},
        trainedOn: [],
        heldOut: [],
        curve: [],
        score: null,
        scores: null,
        seconds: 1,
      },
    });
    const source = { type: 'proposal', proposalId } as const;
    await world.commitOperation(readingId, reader, { ...writing, type: 'Mask', lamport: 1001, blob, source });
    const target = { session, counter };
    await world.commitOperation(readingId, reader, { type: 'Undo', lamport: 1002, seen: 0n, target });
    await world.commitOperation(readingId, reader, { type: 'Redo', lamport: 1003, seen: 0n, target });
    const reason = 'not liver';
    await world.commitOperation(readingId, reviewer, { type: 'Undo', lamport: 1004, seen: 0n, target, reason });
    const expected = [
      `${reader.name} painted liver with a ball (6 mm).`,
      `${reader.name} accepted Model v7's proposal for liver, 10 voxels.`,
      `${reader.name} undid a stroke.`,
      `${reader.name} redid a stroke.`,
      `${reviewer.name} undid a stroke by ${reader.name}: not liver.`,
    ];
    expect(await sentencesOf(readingId)).toEqual(expected);
    // Met alone, an undo has what it names looked up.
    const last = await events.read({ after: (await events.head()) - 1n, limit: 1 });
    expect((await viewEvent(last[0], new NameDirectory(world.services))).sentence).toBe(expected[4]);
  });

  it('use the labels’ names of today', async () => {
    const projectId = await world.project();
    const readingId = await world.reading(await world.image(projectId));
    await world.paint(readingId, 1, [5, 5, 4]);
    const names = new NameDirectory(world.services);
    const told = async () => {
      const events = await world.services.events.read({ after: 0n, limit: 1000, projectId });
      const sentences = [];
      for (const event of events) sentences.push((await viewEvent(event, names)).sentence);
      return sentences.find((sentence) => sentence.includes('painted'));
    };
    expect(await told()).toBe('admin painted liver with a ball (6 mm).');
    const renamed = [{ ...LABELS[0], name: 'hepar' }, LABELS[1]];
    await invoke(setLabels, world.as(world.admin), { projectId, labels: renamed });
    // The directory lives as long as a page is open: it hears of the change as of any event.
    await told();
    expect(await told()).toBe('admin painted hepar with a ball (6 mm).');
  });

  it('fall back to the domain’s where the bytes cannot be read', async () => {
    const readingId = await world.reading(await world.image(await world.project()));
    const payload = { readingId, session: 1, counter: 0, lamport: 1, kind: 'Stroke', bytes: 'AQIDBA==' };
    const { projectId } = await readingOf(world.services.sql, readingId);
    const actor = { type: 'user', userId: world.admin.userId } as const;
    const { events } = await world.services.events.transact(async (tx) => {
      const event = { type: 'OperationCommitted', payload, actor, projectId, readingId } as NewEvent;
      tx.append({ streamId: streams.reading(readingId), events: [event] });
    });
    const view = await viewEvent(events[0], new NameDirectory(world.services));
    expect(view.sentence).toBe('admin painted a stroke.');
  });
});
