import type { ModelId, ProjectId, ProposalId, ReadingId, TrainingRunId } from '@scholia/core';
import { DEFAULT_PREDICTIONS, DEFAULT_RETRAINING, streams } from '@scholia/domain';
import { encodeByteMap, encodeLabelmap, Labelmap, voxelCount } from '@scholia/volume';
import { newId } from '../ids.ts';
import { invoke } from '../invoke.ts';
import { measureModel } from '../models/measure-model.ts';
import { promoteModel } from '../models/promote-model.ts';
import { requestPredictions } from '../predictions/request-predictions.ts';
import { readingOf } from '../scopes.ts';
import { type ApiWorld, DIMS, LABELS, niftiFile } from './api-world.ts';
import { uploadLabelsFile } from './labels-file.ts';
import { onnxFile } from './onnx-file.ts';
import { viewing } from './viewing.ts';

/** Makes what a use case is about, and answers with the input for it. */
export type Scene = () => Promise<unknown>;

const fileOf = (bytes: Uint8Array) => ({ name: 'x.nii', read: async () => ({ bytes, name: 'x.nii' }) });

/** For each command: something that an administrator may do with it. */
export function commandScenes(world: ApiWorld): Record<string, Scene> {
  const { services } = world;
  return {
    'audit.verify': async () => ({}),
    'audit.export': async () => ({ format: 'jsonl', projectId: await world.project() }),
    'projects.create': async () => ({ name: 'New', labels: LABELS }),
    'projects.setLabels': async () => ({
      projectId: await world.project(),
      labels: [...LABELS, { value: 3, name: 'aorta', color: '#cc3311' }],
    }),
    'projects.setSigning': async () => ({ projectId: await world.project(), stages: ['submit'] }),
    'projects.grantRole': async () => ({
      projectId: await world.project(),
      userId: world.outsider.userId,
      role: 'viewer',
    }),
    'projects.revokeRole': async () => {
      const projectId = await world.project();
      return { projectId, userId: (await world.member(projectId, 'viewer')).userId };
    },
    'images.import': async () => ({ projectId: await world.project(), file: fileOf(niftiFile(1000)) }),
    'images.withdraw': async () => ({ imageId: await newImage(world) }),
    'images.file': async () => ({ imageId: await newImage(world) }),
    'readings.open': async () => ({ imageId: await newImage(world) }),
    'readings.viewed': async () => ({ readingId: await paintedReading(world), ...viewing() }),
    'readings.submit': async () => ({ readingId: await paintedReading(world) }),
    'readings.reopen': async () => ({ readingId: await submittedReading(world), reason: 'one more look' }),
    'readings.restore': async () => {
      const readingId = await paintedReading(world);
      const toPosition = String(await services.events.head());
      await world.paint(readingId, 2, [2, 2, 2]);
      return { readingId, toPosition, reason: 'it was better before' };
    },
    'readings.sign': async () => {
      const projectId = await world.project();
      const readingId = await paintedReading(world, projectId);
      await world.submit(readingId, await world.member(projectId, 'annotator'));
      const { submission } = await readingOf(services.sql, readingId);
      const signature = { statement: 'approved', confirmation: await world.confirm(world.admin) };
      return { readingId, stage: 'review', labelDigest: submission?.labelDigest, signature };
    },
    'segmentation.cancel': async () => {
      const readingId = await paintedReading(world);
      return { readingId, requestId: await world.requestSegmentation(readingId, 1) };
    },
    'segmentation.request': async () => ({ readingId: await paintedReading(world), label: 1 }),
    'proposals.discard': async () => {
      const readingId = await paintedReading(world);
      return { readingId, proposalId: (await offerProposal(world, readingId)).proposalId };
    },
    'labels.upload': async () => ({ readingId: await paintedReading(world), file: fileOf(uploadLabelsFile()) }),
    'labels.download': async () => ({ readingId: await paintedReading(world) }),
    'models.inspect': async () => ({ projectId: await world.project(), file: fileOf(onnxFile()) }),
    'models.upload': async () => world.receiveModel(await world.project()),
    'predictions.request': async () => ({ ...(await usedModel(world)), which: 'all' }),
    'predictions.cancel': async () => {
      const { projectId } = await usedModel(world);
      const { batchId } = await invoke(requestPredictions, world.as(world.admin), { projectId, which: 'all' });
      return { batchId };
    },
    'predictions.setSettings': async () => ({
      projectId: await world.project(),
      ...DEFAULT_PREDICTIONS,
      keepLargest: [1],
    }),
    'training.request': async () => ({ projectId: await projectOfReading(world, await submittedReading(world)) }),
    'training.cancel': async () => {
      const projectId = await projectOfReading(world, await submittedReading(world));
      const runId = newId<TrainingRunId>(services);
      const requested = { runId, projectId, readings: [], warmStartFrom: null };
      await append(world, streams.training(runId), 'TrainingRequested', requested);
      return { runId };
    },
    'training.setPolicy': async () => ({ projectId: await world.project(), ...DEFAULT_RETRAINING, isPaused: true }),
    'models.exportOnnx': async () => ({ modelId: (await world.publishModel()).modelId }),
    'models.measure': async () => ({ modelId: (await modelToMeasure(world)).modelId }),
    'models.cancelMeasurement': async () => {
      const { modelId } = await modelToMeasure(world);
      await invoke(measureModel, world.as(world.admin), { modelId });
      return { modelId };
    },
    'models.promote': async () => ({ modelId: (await world.publishModel()).modelId }),
    'users.add': async () => ({ email: `new-${Date.now()}@example.org`, name: 'new' }),
    'users.createSignInLink': async () => ({ userId: world.outsider.userId }),
    'tokens.create': async () => ({ name: 'script' }),
    'tokens.revoke': async () => {
      const { userId } = world.admin;
      const { result } = await services.events.transact((tx) =>
        services.auth.createToken(tx, { userId, name: 'x' }, { type: 'user', userId }),
      );
      return { tokenId: result.tokenId };
    },
  };
}

/** For each query: something that an administrator may ask. */
export function queryScenes(world: ApiWorld): Record<string, Scene> {
  const nothing = async () => undefined;
  const project = async () => ({ projectId: await world.project() });
  const image = async () => ({ imageId: await newImage(world) });
  const reading = async () => ({ readingId: await paintedReading(world) });
  return {
    'admin.overview': nothing,
    'audit.status': nothing,
    'audit.checkpoint': async () => ({}),
    'audit.previewExport': project,
    'blobs.get': async () => {
      const readingId = await paintedReading(world);
      return { reading: readingId, digest: (await offerProposal(world, readingId)).blob };
    },
    'events.list': project,
    'events.search': project,
    'images.get': image,
    'images.list': project,
    'labels.then': async () => ({ ...(await reading()), position: String(await world.services.events.head()) }),
    'models.list': project,
    'models.compare': async () => {
      const { projectId, modelId } = await world.publishModel();
      return { projectId, a: modelId, b: (await world.publishModel({ projectId, version: 2 })).modelId };
    },
    'models.uploads': project,
    'predictions.list': project,
    'predictions.settings': project,
    'projects.get': project,
    'projects.list': nothing,
    'projects.members': project,
    'proposals.list': image,
    'queue.list': project,
    'queue.next': project,
    'readings.base': reading,
    'readings.blame': async () => ({ ...(await reading()), ijk: [5, 5, 4] }),
    'readings.contested': reading,
    'readings.coverage': reading,
    'readings.get': reading,
    'readings.history': reading,
    'readings.moment': reading,
    'readings.timeline': reading,
    'tokens.list': nothing,
    'training.policy': project,
    'training.runs': project,
    'users.list': nothing,
    'users.me': nothing,
  };
}

const newImage = async (world: ApiWorld, projectId?: ProjectId) => world.image(projectId ?? (await world.project()));

async function paintedReading(world: ApiWorld, projectId?: ProjectId): Promise<ReadingId> {
  const readingId = await world.reading(await newImage(world, projectId));
  await world.paint(readingId, 1, [5, 5, 4]);
  return readingId;
}

/** A project with an image, and a model in use. */
async function usedModel(world: ApiWorld) {
  const { projectId, modelId } = await world.publishModel();
  await world.image(projectId);
  await invoke(promoteModel, world.as(world.admin), { modelId });
  return { projectId };
}

/** In a project where the third reading is held out. */
async function modelToMeasure(world: ApiWorld) {
  const model = await world.publishModel();
  for (let n = 1; n <= 3; n++) await submittedReading(world, model.projectId);
  return model;
}

async function submittedReading(world: ApiWorld, projectId?: ProjectId): Promise<ReadingId> {
  const readingId = await paintedReading(world, projectId);
  await world.submit(readingId);
  return readingId;
}

async function projectOfReading({ services }: ApiWorld, readingId: ReadingId) {
  return (await readingOf(services.sql, readingId)).projectId;
}

/** A model's proposal of ten voxels of liver, which it is unsure of. Of the spleen it knows nothing. */
export async function offerProposal(world: ApiWorld, readingId: ReadingId) {
  const { services } = world;
  const { imageId, projectId } = await readingOf(services.sql, readingId);
  const proposalId = newId<ProposalId>(services);
  const blob = await services.blobs.put(encodeLabelmap(new Labelmap(DIMS)));
  const everywhere = async (value: number) =>
    services.blobs.put(await encodeByteMap(DIMS, new Uint8Array(voxelCount(DIMS)).fill(value)));
  const [uncertainty, chance] = [await everywhere(9), await everywhere(200)];
  const modelId = newId<ModelId>(services);
  await append(world, streams.image(imageId), 'ProposalOffered', {
    proposalId,
    imageId,
    projectId,
    readingId: null,
    requestId: null,
    source: { type: 'model', modelId, weights: blob },
    blob,
    voxels: { 1: 10 },
    elapsedMs: 5,
    uncertainty,
    chances: { 1: chance },
    stagesMs: { network: 4 },
  });
  return { proposalId, blob, uncertainty, chance, modelId };
}

export async function append(world: ApiWorld, streamId: string, type: string, payload: Record<string, unknown>) {
  await world.services.events.transact(async (tx) => {
    const event = { type, payload, actor: { type: 'system', name: 'test' } };
    tx.append({ streamId, events: [event as never] });
  });
}
