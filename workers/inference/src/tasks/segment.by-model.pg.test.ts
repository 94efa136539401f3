import { importImage, invoke, openReading } from '@scholia/api';
import { AFFINE, ApiWorld } from '@scholia/api/testing';
import { CLICK_RADIUS_UM, type OperationId, PROMPT_BACKGROUND } from '@scholia/collab';
import { type ImageId, type ModelId, type ProjectId, type ReadingId, seededRandom } from '@scholia/core';
import { SLICES_AGAIN, type StoredEvent } from '@scholia/domain';
import { writeNifti } from '@scholia/formats';
import { getSegmentationRequest } from '@scholia/projections';
import { decodeLabelmap } from '@scholia/volume';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useUntrainedModel } from '../../test/untrained-model.ts';
import { predictImageTask } from './predict-image.ts';
import { segmentTask } from './segment.ts';
import { warmImageTask } from './warm-image.ts';

const DIMS = [20, 18, 12] as const;
const dataDir = process.env.SCHOLIA_DATA_DIR;

let world: ApiWorld;
let projectId: ProjectId;
let deepedit: ModelId;
beforeAll(async () => {
  world = await ApiWorld.open();
  // Children find the blobs where this process does.
  process.env.SCHOLIA_DATA_DIR = world.folder;
  projectId = await world.project();
  deepedit = await useUntrainedModel(world, projectId, 'deepedit');
});
afterAll(async () => {
  await world.close();
  if (dataDir === undefined) delete process.env.SCHOLIA_DATA_DIR;
  else process.env.SCHOLIA_DATA_DIR = dataDir;
});

async function noise(seed: number): Promise<ImageId> {
  const random = seededRandom(seed);
  const data = Int16Array.from({ length: DIMS[0] * DIMS[1] * DIMS[2] }, () => Math.round(100 * random.gaussian()));
  const bytes = writeNifti({ dims: DIMS, affine: AFFINE, data });
  const file = { name: undefined, read: async () => ({ bytes, name: `noise-${seed}.nii` }) };
  return (await invoke(importImage, world.as(world.admin), { projectId, file })).imageId;
}

/** A reading of its own image, and somebody who clicks and asks. */
async function reader(seed: number) {
  const imageId = await noise(seed);
  const readingId: ReadingId = await world.reading(imageId);
  let lamport = 0;
  const commit = async (op: object) =>
    world.commitOperation(readingId, world.admin, { ...op, lamport: ++lamport, seen: 0n } as never);
  return {
    imageId,
    click(value: number, at: readonly number[]) {
      const shape = { shape: 'disc', axis: 2, radiusUm: CLICK_RADIUS_UM, points: Int32Array.from(at, (v) => 8 * v) };
      return commit({ type: 'Stroke', layer: 'prompts', value, shape, policy: { mode: 'all' }, locked: [] });
    },
    undo: (target: OperationId) => commit({ type: 'Undo', target }),
    async ask(method: string, label = 1, parameters = {}) {
      const requestId = await world.requestSegmentation(readingId, label, world.admin, { method, parameters });
      const head = await world.services.events.head();
      await segmentTask(world.services, 'cpu')({ requestId }, new AbortController().signal, true);
      const [answer] = await world.eventsAfter(head);
      if (answer.type === 'SegmentationFailed')
        throw new Error(String((answer.payload as { message: string }).message));
      const { payload } = answer as StoredEvent<'ProposalOffered'>;
      const labels = decodeLabelmap(await world.services.blobs.get(payload.blob), { dims: DIMS }).toDense();
      return { requestId, payload, labels };
    },
  };
}

describe('segment, by a model', () => {
  it('answers clicks on all labels; without them it says what the model predicts, bit for bit', async () => {
    const { imageId, click, ask } = await reader(1);
    const untold = await ask('deepedit');
    expect(untold.payload).toMatchObject({
      requestId: untold.requestId,
      source: { type: 'model', modelId: deepedit },
      voxels: { 1: expect.any(Number), 2: expect.any(Number) },
    });
    const head = await world.services.events.head();
    const job = { projectId, imageId, modelId: deepedit };
    await predictImageTask(world.services, 'cpu')(job, new AbortController().signal, true);
    const [predicted] = (await world.eventsAfter(head)) as StoredEvent<'ProposalOffered'>[];
    expect(predicted.payload.blob).toBe(untold.payload.blob);

    await click(2, [10, 9, 6]);
    const told = await ask('deepedit', 2);
    expect(told.labels).not.toEqual(untold.labels);
    // What does not change from one click to the next is there already.
    expect(Object.keys(told.payload.stagesMs ?? {}).sort()).toEqual(['network', 'restore', 'store']);
    // The model's own prediction, made meanwhile, is what it starts from, and is named.
    const request = await getSegmentationRequest(world.services.sql, told.requestId);
    expect(request).toMatchObject({ modelId: deepedit, from: predicted.payload.proposalId, status: 'answered' });
    await click(PROMPT_BACKGROUND, [3, 3, 3]);
    expect((await ask('deepedit', 2)).labels).not.toEqual(told.labels);
  });

  it('has model and image ready for who opens an image: the first click costs the network alone', async () => {
    const { imageId, click, ask } = await reader(3);
    await invoke(openReading, world.as(world.admin), { imageId });
    const jobs = await world.services.sql<{ image: string }[]>`
      select payload ->> 'imageId' as image from graphile_worker._private_jobs j
      join graphile_worker._private_tasks t on t.id = j.task_id where t.identifier = 'warm-image'`;
    expect(jobs.map(({ image }) => image)).toContain(imageId);
    await warmImageTask(world.services, 'cpu')({ projectId, imageId }, new AbortController().signal, true);
    await click(2, [10, 9, 6]);
    expect(Object.keys((await ask('deepedit', 2)).payload.stagesMs ?? {}).sort()).toEqual([
      'network',
      'restore',
      'store',
    ]);
  });

  it('answers clicks on one structure with its label alone', async () => {
    await useUntrainedModel(world, projectId, 'deepgrow-3d');
    await useUntrainedModel(world, projectId, 'deepgrow-2d');
    const { click, ask } = await reader(2);
    await expect(ask('deepgrow-3d', 2)).rejects.toThrow('Click inside the structure first');
    await click(2, [10, 9, 6]);
    const volume = await ask('deepgrow-3d', 2);
    expect(new Set(volume.labels)).toEqual(new Set([0, 2]));
    // To a network of one structure what is clicked as another label is outside.
    await click(1, [12, 9, 6]);
    expect((await ask('deepgrow-3d', 2)).labels).not.toEqual(volume.labels);
    const flat = await ask('deepgrow-2d', 2);
    const slices = new Set(
      [...flat.labels.keys()].filter((at) => flat.labels[at] > 0).map((at) => Math.floor(at / 360)),
    );
    expect(slices).toEqual(new Set([6]));
    const again = await ask('deepgrow-3d', 2, { slices: SLICES_AGAIN });
    expect(Object.keys(again.payload.stagesMs ?? {})).toContain('slices');
    expect(await getSegmentationRequest(world.services.sql, again.requestId)).toMatchObject({
      refiningModelId: expect.any(String),
      parameters: { slices: SLICES_AGAIN },
    });
  });
});
