import type { Services } from '@scholia/api/services';
import { readStoredImage } from '@scholia/api/stored-case';
import type { Provider } from '@scholia/api/worker-process';
import {
  type Digest,
  type ImageId,
  isAppError,
  type ModelId,
  type ProjectId,
  type ProposalId,
  uuidV7,
} from '@scholia/core';
import { type NewEvent, streams } from '@scholia/domain';
import { liveJobs, runChildTask, type Task } from '@scholia/jobs';
import { getImage, getModel, type ImageView, type ModelView, predictingModel, queueOf } from '@scholia/projections';
import { encodeLabelmap, Labelmap } from '@scholia/volume';
import type { PredictInput, PredictResult } from '../children/predict-image.ts';

/** Monte-Carlo dropout passes: four tell wrong voxels from right ones well enough to order a queue. */
const PASSES = 4;

/**
 * A model's proposal and uncertainty for one image. Superseded models and submitted images are left out. The last image
 * of a model to be scored, or given up, re-ranks the queue, in the same transaction.
 */
export function predictImageTask(services: Services, provider: Provider): Task<'predict-image'> {
  return async (payload, signal, isLastAttempt) => {
    const imageId = payload.imageId as ImageId;
    const modelId = payload.modelId as ModelId;
    const projectId = payload.projectId as ProjectId;
    const [image, model, current] = await Promise.all([
      getImage(services.sql, imageId),
      getModel(services.sql, modelId),
      predictingModel(services.sql, projectId),
    ]);
    if (!image || !model || current?.id !== modelId || image.withdrawn) return;
    const isWanted = image.status !== 'submitted' && image.score?.modelId !== modelId;
    if (!isWanted) {
      await commitScores(services, projectId, modelId, []);
      return;
    }
    try {
      const scored = await predict(services, { image, model, provider, signal });
      await commitScores(services, projectId, modelId, scored);
    } catch (error) {
      const isGivenUp = !signal.aborted && (isLastAttempt || (isAppError(error) && error.retry === 'never'));
      if (!isGivenUp) throw error;
      const reason = isAppError(error) ? error.code : error instanceof Error ? error.name : 'unknown';
      services.log({ message: 'prediction-given-up', imageId, why: reason });
      await commitScores(services, projectId, modelId, [], { imageId, reason });
    }
  };
}

interface Prediction {
  readonly image: ImageView;
  readonly model: ModelView;
  readonly provider: Provider;
  readonly signal: AbortSignal;
}

async function predict(services: Services, { image, model, provider, signal }: Prediction): Promise<Scored[]> {
  const { id: imageId, projectId } = image;
  const modelId = model.id;
  const started = services.clock();
  const [checkpoint, voxels] = await Promise.all([
    services.blobs.get(model.weights),
    readStoredImage(services.blobs, image),
  ]);
  const { labels, uncertainty, entropy, chances } = await runChildTask<PredictInput, number, PredictResult>({
    module: new URL('../children/predict-image.ts', import.meta.url),
    input: {
      checkpoint,
      image: voxels.data,
      dims: voxels.dims,
      affine: voxels.affine.m,
      passes: PASSES,
      seed: model.version,
      provider,
    },
    signal,
  });
  const labelmap = Labelmap.fromDense(voxels.dims, labels);
  const put = (bytes: Uint8Array) => services.blobs.put(bytes);
  const blob = await put(encodeLabelmap(labelmap));
  const unsure = entropy && (await put(entropy));
  const kept: Record<string, Digest> = {};
  for (const [label, bytes] of chances ?? []) kept[label] = await put(bytes);
  const scope = { projectId, imageId, readingId: image.readingId ?? undefined };
  const actor = { type: 'model', modelId } as const;
  return [
    {
      type: 'ProposalOffered',
      payload: {
        proposalId: uuidV7(services.clock(), services.random) as ProposalId,
        imageId,
        projectId,
        readingId: image.readingId,
        requestId: null,
        source: { type: 'model', modelId, weights: model.weights },
        blob,
        voxels: countLabels(labels),
        elapsedMs: services.clock() - started,
        ...(unsure && { uncertainty: unsure }),
        ...(chances && { chances: kept }),
      },
      actor,
      ...scope,
    },
    {
      type: 'ImageScored',
      payload: { imageId, projectId, modelId, uncertainty: uncertainty ?? 0, passes: PASSES },
      actor,
      ...scope,
    },
  ];
}

type Scored = NewEvent<'ProposalOffered' | 'ImageScored'>;

/** Writes an image's score once, and the new order when nothing more is coming. What was given up keeps no place in it. */
async function commitScores(
  { events }: Services,
  projectId: ProjectId,
  modelId: ModelId,
  scored: readonly Scored[],
  givenUp?: { readonly imageId: ImageId; readonly reason: string },
): Promise<void> {
  await events.transact(async (tx) => {
    await tx.lockStream(streams.project(projectId));
    const imageId = scored[0]?.payload.imageId;
    const image = imageId && (await getImage(tx.sql, imageId));
    if (image && image.score?.modelId === modelId) return;
    if (imageId) tx.append({ streamId: streams.image(imageId), events: scored });
    const actor = { type: 'model', modelId } as const;
    if (givenUp) {
      const payload = { ...givenUp, projectId, modelId };
      const scope = { projectId, imageId: givenUp.imageId };
      tx.append({
        streamId: streams.image(givenUp.imageId),
        events: [{ type: 'PredictionFailed', payload, actor, ...scope }],
      });
    }

    const queue = await queueOf(tx.sql, projectId);
    const fresh = scored.find((event) => event.type === 'ImageScored')?.payload;
    const scoreOf = (entry: (typeof queue)[number]) =>
      entry.id === fresh?.imageId
        ? fresh.uncertainty
        : entry.score?.modelId === modelId
          ? entry.score.uncertainty
          : undefined;
    const ranked = queue.map((entry) => ({ imageId: entry.id, uncertainty: scoreOf(entry) }));
    const order = ranked.flatMap(({ imageId, uncertainty }) =>
      uncertainty === undefined ? [] : [{ imageId, uncertainty }],
    );
    if (order.length === 0) return;
    const missing = ranked.filter((entry) => entry.uncertainty === undefined && entry.imageId !== givenUp?.imageId);
    const coming = await liveJobs(
      tx.sql,
      missing.map((entry) => `predict-image:${entry.imageId}`),
    );
    if (coming.size > 0) return;
    order.sort((a, b) => b.uncertainty - a.uncertainty);
    const payload = { projectId, modelId, order };
    tx.append({ streamId: streams.project(projectId), events: [{ type: 'QueueRanked', payload, actor, projectId }] });
  });
}

function countLabels(labels: Uint8Array): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const label of labels) if (label > 0) counts[label] = (counts[label] ?? 0) + 1;
  return counts;
}
