import { streams } from '@scholia/domain';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listEvents } from '../events/list-events.ts';
import { invoke } from '../invoke.ts';
import { ApiWorld, DIMS } from '../testing/api-world.ts';
import { viewing } from '../testing/viewing.ts';
import { openReading } from './open-reading.ts';
import { ownCoverage } from './own-coverage.ts';
import { viewReading } from './view-reading.ts';

let world: ApiWorld;
beforeAll(async () => {
  world = await ApiWorld.open();
});
afterAll(() => world.close());

const MINUTE = 60_000;
const START = Date.UTC(2026, 2, 4, 9);

async function scene() {
  const projectId = await world.project();
  const imageId = await world.image(projectId);
  const readingId = await world.reading(imageId);
  return { projectId, imageId, readingId, viewer: await world.member(projectId, 'viewer') };
}

describe('readings.viewed', () => {
  it('is one event of a stream of its own, by whoever may look, also after the submission', async () => {
    const { projectId, imageId, readingId, viewer } = await scene();
    await world.paint(readingId, 1, [5, 5, 4]);
    await world.submit(readingId);
    const before = await world.services.events.head();
    await invoke(viewReading, world.as(viewer), { readingId, ...viewing() });
    const [event, ...others] = await world.eventsAfter(before);
    expect(others).toEqual([]);
    expect(event).toMatchObject({
      type: 'ReadingViewed',
      streamId: streams.viewing(readingId, viewer.userId),
      actor: { type: 'user', userId: viewer.userId },
      occurredAt: viewing().to,
      ...{ projectId, imageId, readingId },
      payload: { readingId, imageId, ...viewing() },
    });
  });

  it('counts once what is sent again, however late', async () => {
    const { readingId, viewer } = await scene();
    const before = await world.services.events.head();
    for (const minute of [0, 1, 0, 2, 1])
      await invoke(viewReading, world.as(viewer), { readingId, ...viewing(START + minute * MINUTE) });
    // The beginning tells two summaries apart only of one person.
    await invoke(viewReading, world.as(world.admin), { readingId, ...viewing(START) });
    expect(await world.eventsAfter(before)).toHaveLength(4);
  });

  it('takes twelve a minute of one person in one reading, and then no more', async () => {
    const { readingId, viewer } = await scene();
    const send = (minute: number, user = viewer) =>
      invoke(viewReading, world.as(user), { readingId, ...viewing(START + minute * MINUTE) });
    for (let minute = 0; minute < 12; minute++) await send(minute);
    const before = await world.services.events.head();
    await expect(send(12)).rejects.toMatchObject({ code: 'rate-limited' });
    expect(await world.services.events.head()).toBe(before);
    await send(12, world.admin);
  });

  it('refuses what cannot have been: slices that the image has not, more time than passed', async () => {
    const { readingId, viewer } = await scene();
    const right = viewing();
    const [axial, sagittal] = right.planes;
    const wrong = [
      { planes: [{ ...axial, of: DIMS[2] + 1 }, sagittal] },
      { planes: [{ ...axial, axis: 1 as const }, sagittal] },
      { planes: [{ ...axial, runs: [[0, DIMS[2]]] as [number, number][] }] },
      { planes: [{ ...axial, dwellMs: 10_100 }] },
      { dwellMs: 12_100 },
      { waitingMs: 10_100 },
      { from: right.to, to: right.from },
    ];
    const before = await world.services.events.head();
    for (const change of wrong) {
      const refused = invoke(viewReading, world.as(viewer), { readingId, ...right, ...change });
      await expect(refused, JSON.stringify(change)).rejects.toMatchObject({ code: 'bad-request' });
    }
    expect(await world.services.events.head()).toBe(before);
  });

  it('of a blinded reading is its reader’s alone until it is submitted', async () => {
    const projectId = await world.project();
    const imageId = await world.image(projectId);
    const [reader, other] = [await world.member(projectId, 'annotator'), await world.member(projectId, 'reviewer')];
    const { readingId } = await invoke(openReading, world.as(reader), { imageId, mode: 'blinded' });
    await expect(invoke(viewReading, world.as(other), { readingId, ...viewing() })).rejects.toMatchObject({
      code: 'not-found',
    });
    await invoke(viewReading, world.as(reader), { readingId, ...viewing() });
    const seenBy = async (user: typeof reader) => {
      const { events } = await invoke(listEvents, world.as(user), { projectId, types: ['ReadingViewed'] });
      return events.map(({ sentence }) => sentence);
    };
    const name = (await world.services.sql<{ name: string }[]>`select name from images where id = ${imageId}`)[0].name;
    const sentence = `${reader.name} looked at ${name} for 10 s: 4 of 8 axial slices.`;
    expect([await seenBy(reader), await seenBy(other), await seenBy(world.admin)]).toEqual([[sentence], [], []]);
    await world.paint(readingId, 1, [5, 5, 4], reader);
    await world.submit(readingId, reader);
    expect(await seenBy(other)).toEqual([sentence]);
  });
});

describe('readings.coverage', () => {
  it('unites what one has seen oneself', async () => {
    const { readingId, viewer } = await scene();
    expect(await invoke(ownCoverage, world.as(viewer), { readingId })).toEqual([]);
    const later = viewing(START + MINUTE);
    const [axial] = later.planes;
    const planes = [{ ...axial, runs: [[3, 5]] as [number, number][], shown: 3 }];
    await invoke(viewReading, world.as(viewer), { readingId, ...viewing() });
    await invoke(viewReading, world.as(viewer), { readingId, ...later, planes });
    await invoke(viewReading, world.as(world.admin), { readingId, ...viewing() });
    expect(await invoke(ownCoverage, world.as(viewer), { readingId })).toEqual([
      { plane: 'axial', axis: 2, of: 8, runs: [[0, 5]] },
      { plane: 'sagittal', axis: 0, of: 12, runs: [[6, 6]] },
    ]);
  });
});
