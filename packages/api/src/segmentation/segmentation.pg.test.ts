import type { ImageId, ProjectId, ProposalId, ReadingId } from '@scholia/core';
import { streams } from '@scholia/domain';
import { getImage, getSegmentationRequest } from '@scholia/projections';
import { defaultsOf, graphCut, valuesFrom, watershed } from '@scholia/segmentation';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../ids.ts';
import { invoke } from '../invoke.ts';
import { promoteModel } from '../models/promote-model.ts';
import { openReading } from '../readings/open-reading.ts';
import { createCaller } from '../router.ts';
import { ApiWorld, DIMS } from '../testing/api-world.ts';
import { append, offerProposal } from '../testing/scenes.ts';
import { cancelSegmentation } from './cancel-segmentation.ts';

let world: ApiWorld;
let projectId: ProjectId;
let readingId: ReadingId;

beforeAll(async () => {
  world = await ApiWorld.open();
});
afterAll(async () => {
  await world.close();
});

const ask = async (input: Parameters<ApiWorld['requestSegmentation']>[3] = {}, user = world.admin) =>
  world.requestSegmentation(readingId, 1, user, input);
const statusOf = async (id: string) => (await getSegmentationRequest(world.services.sql, id))?.status;
const eventsOf = async () => {
  const events = await world.services.events.read({ after: 0n, limit: 1000, streamId: streams.reading(readingId) });
  return events.filter(({ type }) => type.startsWith('Segmentation'));
};

describe('asking for a segmentation', () => {
  beforeAll(async () => {
    projectId = await world.project();
    readingId = await world.reading(await world.image(projectId));
  });

  it('keeps what was found from the image for parameters that nobody set', async () => {
    const requestId = await ask({ method: 'watershed' });
    const request = await getSegmentationRequest(world.services.sql, requestId);
    const image = await getImage(world.services.sql, request?.imageId as ImageId);
    const spacingMm = image?.spacingUm.map((um) => um / 1000) as [number, number, number];
    const found = valuesFrom(watershed, {}, { dims: DIMS, spacingMm });
    expect(found.smoothingMm).not.toBe(defaultsOf(watershed).smoothingMm);
    expect(request?.parameters).toEqual(found);
  });

  it('keeps the method and all of its parameters in the event, those that nobody set too', async () => {
    const requestId = await ask({ parameters: { lambdaMm: 3 } });
    const request = await getSegmentationRequest(world.services.sql, requestId);
    expect(request).toMatchObject({ method: 'graph-cut', parameters: { ...defaultsOf(graphCut), lambdaMm: 3 } });
    expect((await getSegmentationRequest(world.services.sql, await ask({ method: 'geodesic' })))?.method).toBe(
      'geodesic',
    );
  });

  it('refuses a method or a parameter that there is not, and says what there is', async () => {
    await expect(ask({ method: 'magic' })).rejects.toThrow(/method: choose one of graph-cut, geodesic/);
    await expect(ask({ parameters: { lambda: 3 } })).rejects.toThrow(
      /parameters.lambda: graph-cut has no such parameter/,
    );
    await expect(ask({ parameters: { lambdaMm: -1 } })).rejects.toThrow(
      /parameters.lambdaMm: give a number from 0 to 20/,
    );
    await expect(ask({ parameters: { neighbours: '7' } })).rejects.toThrow(
      /parameters.neighbours: choose one of 6, 26/,
    );
  });

  it('takes several labels, each once, all of the project', async () => {
    const request = await getSegmentationRequest(world.services.sql, await ask({ otherLabels: [2] }));
    expect(request).toMatchObject({ label: 1, otherLabels: [2] });
    await expect(ask({ otherLabels: [1] })).rejects.toThrow(/each label once/);
    await expect(ask({ otherLabels: [7] })).rejects.toThrow(/no such label/);
  });

  it('starts from a prediction of this image that knows the labels, by a method that can', async () => {
    const { proposalId: from } = await offerProposal(world, readingId);
    const requestId = await ask({ from });
    expect(await getSegmentationRequest(world.services.sql, requestId)).toMatchObject({ from });
    const asked = (await eventsOf()).findLast(({ type }) => type === 'SegmentationRequested');
    expect(asked).toMatchObject({ payload: { requestId, from } });
    expect((await getSegmentationRequest(world.services.sql, await ask()))?.from).toBeNull();

    await expect(ask({ from, method: 'flood' })).rejects.toThrow(/method: Flood.* cannot start from a prediction/);
    await expect(ask({ from, otherLabels: [2] })).rejects.toThrow(/does not know label 2/);
    const elsewhere = await offerProposal(world, await world.reading(await world.image(projectId)));
    await expect(ask({ from: elsewhere.proposalId })).rejects.toMatchObject({ code: 'not-found' });
    const unknown = newId<ProposalId>(world.services);
    await expect(ask({ from: unknown })).rejects.toMatchObject({ code: 'not-found' });
    const image = { imageId: asked?.imageId, projectId, readingId, requestId: null };
    const made = { source: { type: 'method', method: 'flood' }, blob: elsewhere.blob, voxels: {}, elapsedMs: 1 };
    await append(world, 'image-of-a-flood', 'ProposalOffered', { proposalId: unknown, ...image, ...made });
    await expect(ask({ from: unknown })).rejects.toThrow(/no chances to start from/);
  });

  it('asks the model that is used, and keeps which that was', async () => {
    const deepedit = async () =>
      (await getSegmentationRequest(world.services.sql, await ask({ method: 'deepedit' })))?.modelId;
    await expect(deepedit()).rejects.toThrow(/no DeepEdit model yet. Train one first/);
    const publish = async (version: number) => {
      const model = await world.publishModel({ projectId, method: 'deepedit', version });
      return { ...model, use: () => invoke(promoteModel, world.as(world.admin), { modelId: model.modelId }) };
    };
    const [first, second] = [await publish(1), await publish(2)];
    // One that was only trained is used by nobody.
    await expect(deepedit()).rejects.toThrow(/no DeepEdit model yet/);
    await first.use();
    expect(await deepedit()).toBe(first.modelId);
    await second.use();
    expect(await deepedit()).toBe(second.modelId);
    const asked = (await eventsOf()).findLast(({ type }) => type === 'SegmentationRequested');
    expect(asked?.payload).toMatchObject({ method: 'deepedit', modelId: second.modelId, parameters: {} });
    await expect(ask({ method: 'deepgrow-3d' })).rejects.toThrow(/no DeepGrow 3D model yet/);
    await expect(ask({ method: 'deepedit', parameters: { lambdaMm: 3 } })).rejects.toThrow(
      /deepedit has no such parameter/,
    );
    const { proposalId: from } = await offerProposal(world, readingId);
    await expect(ask({ method: 'deepedit', from })).rejects.toThrow(/DeepEdit cannot start from a prediction/);
    expect((await getSegmentationRequest(world.services.sql, await ask()))?.modelId).toBeNull();
  });

  it("replaces what the same person waits for in the reading, and nobody else's", async () => {
    const other = await world.member(projectId, 'annotator');
    const [first, theirs] = [await ask(), await ask({}, other)];
    const second = await ask();
    expect(await Promise.all([first, theirs, second].map(statusOf))).toEqual(['cancelled', 'waiting', 'waiting']);
    const superseded = (await eventsOf()).findLast(({ type }) => type === 'SegmentationCancelled');
    expect(superseded).toMatchObject({
      payload: { requestId: first, readingId, reason: 'superseded' },
      actor: { type: 'user', userId: world.admin.userId },
    });
  });

  it('is cancelled once, by who may edit', async () => {
    const requestId = await ask();
    const cancel = (user = world.admin) => invoke(cancelSegmentation, world.as(user), { readingId, requestId });
    await expect(cancel(world.outsider)).rejects.toMatchObject({ code: 'not-permitted' });
    await cancel();
    expect(await statusOf(requestId)).toBe('cancelled');
    await expect(cancel()).rejects.toMatchObject({ code: 'conflict' });
  });
});

describe('progress', () => {
  const follow = async (requestId: string, user = world.admin) => {
    const stopper = new AbortController();
    const caller = createCaller({ services: world.services, user }, { signal: stopper.signal });
    const stream = await caller.segmentation.progress({ requestId });
    return { next: () => stream[Symbol.asyncIterator]().next(), stop: () => stopper.abort() };
  };
  /** Says it until somebody has heard it, as a worker does. */
  const say = async (requestId: string, progress: { stage: string; share?: number }, heard: Promise<unknown>) => {
    let isHeard = false;
    void heard.then(() => {
      isHeard = true;
    });
    while (!isHeard) await world.services.progress.tell(requestId, progress);
  };

  it('reaches who waits, and leaves no trace in the log', async () => {
    const [mine, another] = [await ask(), await ask({}, await world.member(projectId, 'annotator'))];
    const head = await world.services.events.head();
    const following = await follow(mine);
    const first = following.next();
    await world.services.progress.tell(another, { stage: 'mask' });
    await say(mine, { stage: 'max-flow', share: 0.5 }, first);
    expect(await first).toEqual({ done: false, value: { stage: 'max-flow', share: 0.5 } });
    const end = following.next();
    following.stop();
    await say(mine, { stage: 'mask' }, end);
    expect(await world.services.events.head()).toBe(head);
  });

  it('is not for those who may not see the reading', async () => {
    const reader = await world.member(projectId, 'annotator');
    const imageId = await world.image(projectId);
    const blinded = await invoke(openReading, world.as(reader), { imageId, mode: 'blinded' });
    const requestId = await world.requestSegmentation(blinded.readingId, 1, reader);
    const denied = async (user: typeof reader) => (await follow(requestId, user)).next();
    for (const person of [await world.member(projectId, 'annotator'), world.outsider])
      await expect(denied(person)).rejects.toMatchObject({ code: 'not-found' });
  });
});
