import { importImage, invoke } from '@scholia/api';
import { AFFINE, ApiWorld } from '@scholia/api/testing';
import { PROMPT_BACKGROUND } from '@scholia/collab';
import {
  type Digest,
  digestOf,
  type ImageId,
  type ModelId,
  must,
  type ProjectId,
  type ProposalId,
  type ReadingId,
  seededRandom,
  systemClock,
  systemRandom,
  uuidV7,
} from '@scholia/core';
import { type StoredEvent, streams } from '@scholia/domain';
import { writeNifti } from '@scholia/formats';
import { decodeByteMap, decodeLabelmap, encodeByteMap, encodeLabelmap, Labelmap } from '@scholia/volume';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chancesFor } from '../chances.ts';
import { segmentTask } from './segment.ts';

const DIMS = [24, 24, 16] as const;
const CENTRE = [11, 12, 8] as const;

let world: ApiWorld;
let projectId: ProjectId;
let imageId: ImageId;
let readingId: ReadingId;
beforeAll(async () => {
  world = await ApiWorld.open();
  projectId = await world.project();
  imageId = await ball();
  readingId = await world.reading(imageId);
  await scribble(1, CENTRE, 4000);
  await scribble(PROMPT_BACKGROUND, [2, 2, 2], 3000);
  await scribble(PROMPT_BACKGROUND, [21, 21, 13], 3000);
});
afterAll(() => world.close());

/** A bright ball of 9 mm in noise. */
async function ball(): Promise<ImageId> {
  const random = seededRandom(1);
  const data = new Int16Array(DIMS[0] * DIMS[1] * DIMS[2]).map((_, at) => {
    const [i, j, k] = [at % 24, Math.floor(at / 24) % 24, Math.floor(at / 576)];
    const fromCentre = Math.hypot((i - CENTRE[0]) * 1.5, (j - CENTRE[1]) * 2, (k - CENTRE[2]) * 3);
    return (fromCentre < 9 ? 200 : 60) + Math.round(10 * random.gaussian());
  });
  const bytes = writeNifti({ dims: DIMS, affine: AFFINE, data });
  const file = { name: undefined, read: async () => ({ bytes, name: 'ball.nii' }) };
  return (await invoke(importImage, world.as(world.admin), { projectId, file })).imageId;
}

let lamport = 0;
async function scribble(value: number, at: readonly number[], radiusUm: number) {
  const shape = { shape: 'sphere', axis: 2, radiusUm, points: Int32Array.from(at, (voxel) => 8 * voxel) } as const;
  const stroke = { type: 'Stroke', layer: 'prompts', value, shape, policy: { mode: 'all' }, locked: [] } as const;
  await world.commitOperation(readingId, world.admin, { ...stroke, lamport: ++lamport, seen: 0n });
}

/** Asks, computes, and gives the answer. */
async function answerTo(input: Parameters<ApiWorld['requestSegmentation']>[3] = {}) {
  const requestId = await world.requestSegmentation(readingId, 1, world.admin, input);
  const head = await world.services.events.head();
  await segmentTask(world.services, 'cpu')({ requestId }, new AbortController().signal, true);
  const [answer] = await world.eventsAfter(head);
  return answer as StoredEvent<'ProposalOffered'>;
}

/** A model's proposal with these chances. */
async function predicted(chances: Readonly<Record<string, Digest>>): Promise<ProposalId> {
  const proposalId = uuidV7(systemClock(), systemRandom) as ProposalId;
  const blob = await world.services.blobs.put(encodeLabelmap(new Labelmap(DIMS)));
  const modelId = uuidV7(systemClock(), systemRandom) as ModelId;
  const source = { type: 'model', modelId, weights: blob } as const;
  const made = { source, blob, voxels: {}, elapsedMs: 1, chances };
  const payload = { proposalId, imageId, projectId, readingId: null, requestId: null, ...made };
  await world.services.events.append({
    streamId: streams.image(imageId),
    events: [{ type: 'ProposalOffered', payload, actor: { type: 'model', modelId } }],
  });
  return proposalId;
}

describe('segment', () => {
  it('tells how far it is while it computes', async () => {
    const requestId = await world.requestSegmentation(readingId, 1);
    const stopper = new AbortController();
    const following = world.services.progress.follow(requestId, stopper.signal);
    const first = following.next();
    await Promise.all([
      segmentTask(world.services, 'cpu')({ requestId }, new AbortController().signal, true),
      // Starting a child takes longer than the first notice.
      first.finally(() => stopper.abort()),
    ]);
    expect((await first).value).toMatchObject({ stage: expect.any(String) });
  });

  it('offers what was segmented', async () => {
    const { payload } = await answerTo();
    expect(payload).toMatchObject({ readingId, source: { type: 'method', method: 'graph-cut' } });
    const labels = decodeLabelmap(await world.services.blobs.get(payload.blob));
    expect(labels.get(...CENTRE)).toBe(1);
    expect(labels.get(2, 2, 2)).toBe(0);
    expect(payload.cellVoxels).toBeUndefined();
  });

  it('stores how unsure it is, when the method knows', async () => {
    expect((await answerTo()).payload.uncertainty).toBeUndefined();
    const { payload } = await answerTo({ method: 'random-walker' });
    const bytes = await world.services.blobs.get(must(payload.uncertainty, 'a random walker knows'));
    const { dims, voxels } = await decodeByteMap(bytes, { dims: DIMS });
    expect(dims).toEqual(DIMS);
    expect(voxels[CENTRE[0] + 24 * (CENTRE[1] + 24 * CENTRE[2])]).toBe(0);
    expect(Math.max(...voxels)).toBeGreaterThan(128);
  });

  it("starts from a model's chances, those of the labels asked for in their order", async () => {
    const chanceOf = (value: number) => new Uint8Array(DIMS[0] * DIMS[1] * DIMS[2]).fill(value);
    const store = async (value: number) => world.services.blobs.put(await encodeByteMap(DIMS, chanceOf(value)));
    const from = await predicted({ 1: await store(30), 2: await store(60) });
    const { payload } = await answerTo({ from });
    expect(payload).toMatchObject({
      source: { type: 'method', method: 'graph-cut' },
      voxels: { 1: expect.any(Number) },
    });

    const { services } = world;
    const asked = { from, label: 2, otherLabels: [1] };
    expect(await chancesFor(services, asked, DIMS)).toEqual([chanceOf(60), chanceOf(30)]);
    expect(await chancesFor(services, { ...asked, from: null }, DIMS)).toBeUndefined();
    await expect(chancesFor(services, { ...asked, label: 3 }, DIMS)).rejects.toMatchObject({ code: 'not-found' });
    await expect(chancesFor(services, asked, [24, 16, 24])).rejects.toMatchObject({ code: 'bad-request' });
  });

  it('fails with a reason when the chances are gone', async () => {
    const from = await predicted({ 1: digestOf(Uint8Array.of(1, 2, 3)) });
    const { type, payload } = await answerTo({ from });
    expect([type, payload]).toMatchObject(['SegmentationFailed', { readingId, message: expect.any(String) }]);
  });

  it('says so when it worked on a coarser grid', async () => {
    const { payload } = await answerTo({ method: 'geodesic', parameters: { maxVoxels: 3000 } });
    expect(payload.cellVoxels).toEqual([2, 2, 1]);
  });
});
