import { submittedReadings } from '@scholia/projections';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listEvents } from '../events/list-events.ts';
import { Visibility } from '../events/visibility.ts';
import { getImage } from '../images/get-image.ts';
import { imageFile } from '../images/image-file.ts';
import { invoke } from '../invoke.ts';
import { downloadLabels } from '../labels/download-labels.ts';
import { ApiWorld } from '../testing/api-world.ts';
import { getReading } from './get-reading.ts';
import { openReading } from './open-reading.ts';
import { submitReading } from './submit-reading.ts';

let world: ApiWorld;
beforeAll(async () => {
  world = await ApiWorld.open();
});
afterAll(() => world.close());

async function scene() {
  const projectId = await world.project();
  const imageId = await world.image(projectId);
  const [reader, other] = [await world.member(projectId, 'annotator'), await world.member(projectId, 'annotator')];
  const reviewer = await world.member(projectId, 'reviewer');
  const opened = await invoke(openReading, world.as(reader), { imageId, mode: 'blinded' });
  await world.paint(opened.readingId, 1, [6, 5, 4], reader);
  return { projectId, imageId, reader, other, reviewer, readingId: opened.readingId };
}

describe('a blinded reading', () => {
  it('is found by its reader again, and by nobody else, whatever they ask for', async () => {
    const { imageId, reader, other, reviewer, readingId } = await scene();
    expect(await invoke(openReading, world.as(reader), { imageId, mode: 'blinded' })).toEqual({
      readingId,
      isNew: false,
    });
    expect(await invoke(getReading, world.as(reader), { readingId })).toMatchObject({ writable: true });
    for (const person of [other, reviewer, world.admin]) {
      await expect(invoke(getReading, world.as(person), { readingId })).rejects.toMatchObject({ code: 'not-found' });
      await expect(invoke(downloadLabels, world.as(person), { readingId })).rejects.toMatchObject({
        code: 'not-found',
      });
      await expect(invoke(submitReading, world.as(person), { readingId })).rejects.toMatchObject({
        code: 'not-found',
      });
    }
    const image = await invoke(getImage, world.as(other), { imageId });
    expect(image).toMatchObject({ status: 'unlabelled', readingId: null });
    // The answer discloses nothing; the log knows who asked, and tells who may know of the reading.
    const denials = await world.services.events.read({ after: 0n, limit: 100, types: ['AccessDenied'], readingId });
    expect(denials.map(({ actor }) => actor.type === 'user' && actor.userId)).toEqual(
      [other, reviewer, world.admin].flatMap(({ userId }) => [userId, userId]),
    );
    const seenBy = async (person: typeof reader) =>
      (await invoke(listEvents, world.as(person), { readingId, types: ['AccessDenied'] })).events.length;
    expect([await seenBy(reader), await seenBy(other), await seenBy(world.admin)]).toEqual([6, 0, 0]);
  });

  it('shows its events to its reader only, also as they happen, until it is submitted', async () => {
    const { projectId, reader, other, reviewer, readingId } = await scene();
    const seenBy = async (person: typeof reader) => {
      const { events } = await invoke(listEvents, world.as(person), { projectId, limit: 1000 });
      return events.filter((event) => event.readingId === readingId).map(({ type }) => type);
    };
    const follow = await Promise.all([reader, other, reviewer].map((person) => Visibility.of(world.services, person)));
    expect(await seenBy(reader)).toEqual(['ReadingOpened', 'OperationCommitted']);
    expect([await seenBy(other), await seenBy(reviewer), await seenBy(world.admin)]).toEqual([[], [], []]);
    const before = await world.services.events.head();
    await invoke(submitReading, world.as(reader), { readingId });
    expect(await seenBy(other)).toEqual([]);
    expect(await seenBy(reviewer)).toEqual(['ReadingOpened', 'OperationCommitted', 'ReadingSubmitted']);
    const live = await world.eventsAfter(before);
    const told = follow.map((visibility) => live.filter((event) => visibility.sees(event)).map(({ type }) => type));
    expect(told).toEqual([['ReadingSubmitted'], [], ['ReadingSubmitted']]);
    expect(await invoke(getReading, world.as(reviewer), { readingId })).toMatchObject({ status: 'submitted' });
    expect(await submittedReadings(world.services.sql, projectId)).toEqual([]);
  });

  it('is not given away by who fetched the image', async () => {
    const { projectId, imageId, reader, other, reviewer } = await scene();
    for (const person of [reader, other]) await (await invoke(imageFile, world.as(person), { imageId })).read();
    const seenBy = async (person: typeof reader) => {
      const { events } = await invoke(listEvents, world.as(person), { projectId, types: ['ImageAccessed'] });
      return events.map(({ actor }) => actor.id);
    };
    expect(await seenBy(reader)).toEqual([reader.userId]);
    expect(await seenBy(other)).toEqual([other.userId]);
    expect(await seenBy(reviewer)).toEqual([reader.userId, other.userId]);
  });

  it('keeps its reader from every other reading of the image until it is submitted', async () => {
    const { projectId, imageId, reader, other, readingId } = await scene();
    const { readingId: shared } = await invoke(openReading, world.as(other), { imageId });
    await world.paint(shared, 2, [3, 3, 3], other);
    await expect(invoke(openReading, world.as(reader), { imageId })).rejects.toMatchObject({ code: 'conflict' });
    await expect(invoke(getReading, world.as(reader), { readingId: shared })).rejects.toMatchObject({
      code: 'not-found',
    });
    expect(await invoke(getImage, world.as(reader), { imageId })).toMatchObject({
      status: 'unlabelled',
      readingId: null,
      authors: [],
    });
    expect(await invoke(getImage, world.as(other), { imageId })).toMatchObject({ readingId: shared });
    const { events } = await invoke(listEvents, world.as(reader), { projectId, limit: 1000 });
    expect(events.some((event) => event.readingId === shared)).toBe(false);
    await invoke(submitReading, world.as(reader), { readingId });
    expect(await invoke(openReading, world.as(reader), { imageId })).toEqual({ readingId: shared, isNew: false });
  });
});
