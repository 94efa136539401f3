import { importImage, invoke } from '@scholia/api';
import { AFFINE, ApiWorld } from '@scholia/api/testing';
import {
  type Digest,
  digestOf,
  type ImageId,
  type ModelId,
  must,
  type ProjectId,
  seededRandom,
  systemClock,
  systemRandom,
  type TrainingRunId,
  uuidV7,
} from '@scholia/core';
import { DEFAULT_PREDICTIONS, type NewEvent, type StoredEvent, streams } from '@scholia/domain';
import { writeNifti } from '@scholia/formats';
import { encodeCheckpoint, freshState, planSchema } from '@scholia/models';
import { decodeByteMap, decodeLabelmap } from '@scholia/volume';
import { keepLargestIsland } from '@scholia/volume/ops';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { predictImageTask } from './predict-image.ts';

const DIMS = [20, 18, 12] as const;
const SHORT_OF_MEMORY = new URL('../../test/child-short-of-memory.ts', import.meta.url);
const dataDir = process.env.SCHOLIA_DATA_DIR;

let world: ApiWorld;
beforeAll(async () => {
  world = await ApiWorld.open();
  // Children find the blobs where this process does.
  process.env.SCHOLIA_DATA_DIR = world.folder;
});
afterAll(async () => {
  await world.close();
  if (dataDir === undefined) delete process.env.SCHOLIA_DATA_DIR;
  else process.env.SCHOLIA_DATA_DIR = dataDir;
});

const newId = <Id extends string>() => uuidV7(systemClock(), systemRandom) as Id;

async function noise(projectId: ProjectId, seed: number): Promise<ImageId> {
  const random = seededRandom(seed);
  const data = Int16Array.from({ length: DIMS[0] * DIMS[1] * DIMS[2] }, () => Math.round(100 * random.gaussian()));
  const bytes = writeNifti({ dims: DIMS, affine: AFFINE, data });
  const file = { name: undefined, read: async () => ({ bytes, name: `noise-${seed}.nii` }) };
  return (await invoke(importImage, world.as(world.admin), { projectId, file })).imageId;
}

/** A small network that has learned nothing: what it predicts is not the point. */
async function publish(projectId: ProjectId, version: number, weights?: Digest): Promise<ModelId> {
  const plan = planSchema.parse({
    targetSpacingMm: [2, 2, 3],
    patch: [8, 16, 16],
    channels: [2, 4],
    dropout: 0.2,
    learningRate: 1e-2,
    labels: [1, 2],
    seed: 1,
  });
  const run = { seed: 1, attempts: 0, share: 0, peakRate: 0 };
  const checkpoint = encodeCheckpoint({ plan, run, ...freshState(plan, seededRandom(1)) });
  const modelId = newId<ModelId>();
  const payload = {
    modelId,
    projectId,
    version,
    runId: newId<TrainingRunId>(),
    trainedOn: [],
    heldOut: [],
    weights: weights ?? (await world.services.blobs.put(checkpoint)),
    network: {},
    preprocessing: {},
    curve: [],
    seconds: 1,
    score: null,
    scores: null,
  };
  const event: NewEvent<'ModelPublished'> = {
    type: 'ModelPublished',
    payload,
    actor: { type: 'model', modelId },
    projectId,
  };
  await world.services.events.append({ streamId: streams.model(modelId), events: [event] });
  return modelId;
}

/** Does the job, and gives what it wrote to the log. */
async function predicted(job: { projectId: ProjectId; imageId: ImageId; modelId: ModelId }, child?: URL) {
  const head = await world.services.events.head();
  await predictImageTask(world.services, 'cpu', child)(job, new AbortController().signal, false);
  return await world.eventsAfter(head);
}

describe('predict-image', () => {
  it('says in the log when it has given up, and why', async () => {
    const projectId = await world.project();
    const imageId = await world.image(projectId);
    // Weights that nobody has stored.
    const modelId = await publish(projectId, 1, digestOf(Uint8Array.of(7)));
    const job = { projectId, imageId, modelId };
    const actor = { type: 'model', modelId } as const;
    expect(await predicted(job)).toMatchObject([
      { type: 'PredictionFailed', actor, imageId, projectId, payload: { ...job, reason: 'not-found' } },
    ]);
  });

  it('offers what it found with what each stage took, and keeps the network for the next image', async () => {
    const projectId = await world.project();
    const images = [await noise(projectId, 1), await noise(projectId, 2)];
    const modelId = await publish(projectId, 1);
    const stages: string[][] = [];
    for (const imageId of images) {
      const events = await predicted({ projectId, imageId, modelId });
      expect(events.slice(0, 2)).toMatchObject([{ type: 'ProposalOffered' }, { type: 'ImageScored' }]);
      const { payload } = events[0] as StoredEvent<'ProposalOffered'>;
      stages.push(Object.keys(payload.stagesMs ?? {}));
      const { blobs } = world.services;
      const labels = decodeLabelmap(await blobs.get(payload.blob), { dims: DIMS }).toDense();
      const count = (label: number) => labels.filter((value) => value === label).length;
      expect(payload.voxels).toEqual(Object.fromEntries([1, 2].flatMap((l) => (count(l) > 0 ? [[l, count(l)]] : []))));
      for (const digest of [payload.uncertainty, ...Object.values(payload.chances ?? {})])
        await decodeByteMap(await blobs.get(must(digest, 'kept')), { dims: DIMS });
      expect(Object.keys(payload.chances ?? {})).toEqual(['1', '2']);
    }
    const always = ['network', 'passes', 'prepare', 'read', 'restore', 'store'];
    expect(stages.map((one) => one.sort())).toEqual([['load', ...always], always]);
  });

  it('predicts as the project says when it runs, and says so in the log', async () => {
    const projectId = await world.project();
    const imageId = await noise(projectId, 5);
    const offered = async (version: number) => {
      const [event] = await predicted({ projectId, imageId, modelId: await publish(projectId, version) });
      return (event as StoredEvent<'ProposalOffered'>).payload;
    };
    const before = await offered(1);
    expect(before.settings).toEqual(DEFAULT_PREDICTIONS);
    const settings = { ...DEFAULT_PREDICTIONS, keepLargest: [1] };
    const changed: NewEvent<'PredictionSettingsChanged'> = {
      type: 'PredictionSettingsChanged',
      payload: { projectId, ...settings },
      actor: { type: 'system', name: 'test' },
    };
    await world.services.events.append({ streamId: streams.project(projectId), events: [changed] });
    const after = await offered(2);
    expect(after.settings).toEqual(settings);
    expect(after.voxels[1]).toBeLessThan(before.voxels[1]);
    const labels = decodeLabelmap(await world.services.blobs.get(after.blob), { dims: DIMS });
    expect(keepLargestIsland(labels, 1).isEmpty).toBe(true);
  });

  it('survives a child without memory, and tries again with half of the patch', async () => {
    const projectId = await world.project();
    const imageId = await noise(projectId, 3);
    const modelId = await publish(projectId, 1);
    const events = await predicted({ projectId, imageId, modelId }, SHORT_OF_MEMORY);
    expect(events.map(({ type }) => type)).toEqual(['ProposalOffered', 'ImageScored', 'QueueRanked']);
  });

  it('says that memory is short when the smallest patch does not fit either', async () => {
    const projectId = await world.project();
    const imageId = await noise(projectId, 4);
    const modelId = await publish(projectId, 99);
    const events = await predicted({ projectId, imageId, modelId }, SHORT_OF_MEMORY);
    expect(events).toMatchObject([{ type: 'PredictionFailed', payload: { imageId, reason: 'out-of-memory' } }]);
  });
});
