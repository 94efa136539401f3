import { type ImageId, type ModelId, must, type ProjectId } from '@scholia/core';
import { streams } from '@scholia/domain';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../ids.ts';
import { listImages } from '../images/list-images.ts';
import { invoke } from '../invoke.ts';
import { submitReading } from '../readings/submit-reading.ts';
import { ApiWorld } from '../testing/api-world.ts';
import { listQueue } from './list-queue.ts';
import { nextImage } from './next-image.ts';

let world: ApiWorld;
let projectId: ProjectId;
let images: ImageId[];
beforeAll(async () => {
  world = await ApiWorld.open();
  projectId = await world.project();
  images = [await world.image(projectId), await world.image(projectId), await world.image(projectId)];
});
afterEach(() => {
  world.services.gateway = undefined;
});
afterAll(() => world.close());

const queue = async () => (await invoke(listQueue, world.as(world.admin), { projectId })).map(({ imageId }) => imageId);
const next = async (user = world.admin, notImageId?: ImageId) =>
  (await invoke(nextImage, world.as(user), { projectId, notImageId })).imageId;

/** As the training worker does when it has scored what is left. */
async function rank(order: readonly ImageId[]) {
  const modelId = newId<ModelId>(world.services);
  await world.services.events.transact(async (tx) => {
    const ranked = order.map((imageId, index) => ({ imageId, uncertainty: 1 - index / 10 }));
    tx.append({
      streamId: streams.project(projectId),
      events: [
        {
          type: 'QueueRanked',
          payload: { projectId, modelId, order: ranked },
          actor: { type: 'system', name: 'test' },
        },
      ],
    });
  });
}

describe('the queue', () => {
  it('is in order of import, then in the order of the model', async () => {
    expect(await queue()).toEqual(images);
    await rank([images[2], images[0], images[1]]);
    expect(await queue()).toEqual([images[2], images[0], images[1]]);
  });

  it('offers one\u2019s own begun image, and not what somebody else is at', async () => {
    const [first, second] = await Promise.all([1, 2].map(() => world.member(projectId, 'annotator')));
    const top = must(await next(first), 'something is left');
    expect(top).toBe(images[2]);
    expect(await next(first, top)).toBe(images[0]);

    const readingId = await world.reading(top, first);
    const presence = [{ readingId, projectId, userId: first.userId, name: first.name, color: first.color }];
    world.services.gateway = {
      presence: () => presence,
      applyOperations: () => Promise.reject(new Error('nothing is edited here')),
    };
    expect(await next(first)).toBe(top);
    expect(await next(second)).toBe(images[0]);

    const listed = await invoke(listImages, world.as(second), { projectId });
    const there = listed.find(({ imageId }) => imageId === top);
    expect(there?.present.map(({ userId }) => userId)).toEqual([first.userId]);
  });

  it('leaves out what is submitted, and ends', async () => {
    for (const imageId of images) {
      const readingId = await world.reading(imageId);
      await world.paint(readingId, 1, [4, 4, 4]);
      await invoke(submitReading, world.as(world.admin), { readingId });
      expect(await queue()).not.toContain(imageId);
    }
    expect(await next()).toBeNull();
    const listed = await invoke(listImages, world.as(world.admin), { projectId });
    expect(listed.map(({ status, authors }) => [status, authors[0].name])).toEqual(
      images.map(() => ['submitted', 'admin']),
    );
  });
});
