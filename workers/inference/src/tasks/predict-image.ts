import type { Services } from '@scholia/api/services';
import { readStoredImage } from '@scholia/api/stored-case';
import { type ImageId, type ModelId, type ProjectId, type ProposalId, uuidV7 } from '@scholia/core';
import { type NewEvent, streams } from '@scholia/domain';
import { runChildTask, type Task } from '@scholia/jobs';
import { getImage, getModel, latestModel, queueOf } from '@scholia/projections';
import { encodeLabelmap, Labelmap } from '@scholia/volume';
import type { PredictInput, PredictResult } from '../children/predict-image.ts';

/** Monte-Carlo dropout passes: four tell wrong voxels from right ones well enough to order a queue. */
const PASSES = 4;

/**
 * A model's proposal and uncertainty for one image. Superseded models and submitted images are left out. The last image
 * of a model to be scored re-ranks the queue, in the same transaction.
 */
export function predictImageTask(services: Services): Task<'predict-image'> {
  return async (payload, signal) => {
    const imageId = payload.imageId as ImageId;
    const modelId = payload.modelId as ModelId;
    const projectId = payload.projectId as ProjectId;
    const [image, model, latest] = await Promise.all([
      getImage(services.sql, imageId),
      getModel(services.sql, modelId),
      latestModel(services.sql, projectId),
    ]);
    if (!image || !model || latest?.id !== modelId || image.withdrawn) return;
    const isWanted = image.status !== 'submitted' && image.score?.modelId !== modelId;
    if (!isWanted) {
      await commitScores(services, projectId, modelId, []);
      return;
    }
    const started = services.clock();
    const [checkpoint, voxels] = await Promise.all([
      services.blobs.get(model.weights),
      readStoredImage(services.blobs, image),
    ]);
    const { labels, uncertainty } = await runChildTask<PredictInput, number, PredictResult>({
      module: new URL('../children/predict-image.ts', import.meta.url),
      input: {
        checkpoint,
        image: voxels.data,
        dims: voxels.dims,
        affine: voxels.affine.m,
        passes: PASSES,
        seed: model.version,
        provider: process.env.SCHOLIA_EXECUTION_PROVIDER === 'cuda' ? 'cuda' : 'cpu',
      },
      signal,
    });
    const labelmap = Labelmap.fromDense(voxels.dims, labels);
    const blob = await services.blobs.put(encodeLabelmap(labelmap));
    const scope = { projectId, imageId, readingId: image.readingId ?? undefined };
    const actor = { type: 'model', modelId } as const;
    await commitScores(services, projectId, modelId, [
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
    ]);
  };
}

/** Writes an image's score once, and the new order when it was the last one missing. */
async function commitScores(
  { events }: Services,
  projectId: ProjectId,
  modelId: ModelId,
  scored: readonly NewEvent<'ProposalOffered' | 'ImageScored'>[],
): Promise<void> {
  await events.transact(async (tx) => {
    await tx.lockStream(streams.project(projectId));
    const imageId = scored[0]?.payload.imageId;
    const image = imageId && (await getImage(tx.sql, imageId));
    if (image && image.score?.modelId === modelId) return;
    if (imageId) tx.append({ streamId: streams.image(imageId), events: scored });

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
    if (order.length < ranked.length || order.length === 0) return;
    order.sort((a, b) => b.uncertainty - a.uncertainty);
    const actor = { type: 'model', modelId } as const;
    const payload = { projectId, modelId, order };
    tx.append({ streamId: streams.project(projectId), events: [{ type: 'QueueRanked', payload, actor, projectId }] });
  });
}

function countLabels(labels: Uint8Array): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const label of labels) if (label > 0) counts[label] = (counts[label] ?? 0) + 1;
  return counts;
}
