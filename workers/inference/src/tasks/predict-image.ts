import type { Services } from '@scholia/api/services';
import type { Provider } from '@scholia/api/worker-process';
import { type ImageId, isAppError, type ModelId, must, type ProjectId, type ProposalId, uuidV7 } from '@scholia/core';
import { type NewEvent, type PredictionSettings, streams } from '@scholia/domain';
import { liveJobs, predictionKey, type Task } from '@scholia/jobs';
import {
  getImage,
  getModel,
  getProject,
  type ImageView,
  isPredictionAwaited,
  type ModelView,
  predictingModel,
  queueOf,
} from '@scholia/projections';
import { kindOf } from '../open-network.ts';
import { askNetwork } from '../prediction/ask-network.ts';
import type { PredictInput, PredictResult } from '../prediction/predict.ts';

/** Monte-Carlo dropout passes: four tell wrong voxels from right ones well enough to order a queue. */
const PASSES = 4;

const CHILD = new URL('../children/predict-image.ts', import.meta.url);

/**
 * A model's proposal and uncertainty for one image. Unless somebody asked for just that, models that are not in use and submitted images
 * are left out. The last image of the model in use to be scored, or given up, re-ranks the queue, in the same transaction.
 */
export function predictImageTask(services: Services, provider: Provider, child = CHILD): Task<'predict-image'> {
  return async (payload, signal, isLastAttempt) => {
    const imageId = payload.imageId as ImageId;
    const modelId = payload.modelId as ModelId;
    const projectId = payload.projectId as ProjectId;
    const [image, model, current, isAwaited] = await Promise.all([
      getImage(services.sql, imageId),
      getModel(services.sql, modelId),
      predictingModel(services.sql, projectId),
      isPredictionAwaited(services.sql, imageId, modelId),
    ]);
    if (!image || !model || image.withdrawn) return;
    const isWanted = current?.id === modelId && image.status !== 'submitted' && image.score?.modelId !== modelId;
    if (!isWanted && !isAwaited) {
      await commitScores(services, projectId, modelId, []);
      return;
    }
    try {
      const { predicting: settings } = must(await getProject(services.sql, projectId), 'a model has a project');
      const scored = await predict(services, { image, model, settings, where: { provider, child }, signal });
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

interface Where {
  readonly provider: Provider;
  /** Module of the child process. */
  readonly child: URL;
}

interface Prediction {
  readonly image: ImageView;
  readonly model: ModelView;
  readonly settings: PredictionSettings;
  readonly where: Where;
  readonly signal: AbortSignal;
}

async function predict(services: Services, { image, model, settings, where, signal }: Prediction): Promise<Scored[]> {
  const { id: imageId, projectId } = image;
  const modelId = model.id;
  const started = services.clock();
  const { keepLargest, fillHoles, ...how } = settings;
  const input: PredictInput = {
    weights: model.weights,
    network: kindOf(model),
    image: { blob: image.blob, volumeIndex: image.volumeIndex },
    provider: where.provider,
    passes: PASSES,
    seed: model.version,
    ...how,
    tidying: { keepLargest, fillHoles },
  };
  const task = { module: where.child, input, signal, urgency: 'batch' } as const;
  const found = await askNetwork<PredictInput, PredictResult>(services, task);
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
        blob: found.blob,
        voxels: found.voxels,
        elapsedMs: services.clock() - started,
        ...(found.uncertainty && { uncertainty: found.uncertainty }),
        ...(found.chances && { chances: found.chances }),
        stagesMs: found.stagesMs,
        settings,
      },
      actor,
      ...scope,
    },
    {
      type: 'ImageScored',
      payload: {
        imageId,
        projectId,
        modelId,
        uncertainty: found.score ?? 0,
        // Nothing of a network from elsewhere can be dropped.
        passes: model.origin === 'trained' ? PASSES : 0,
      },
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
    const isKnown = image && image.score?.modelId === modelId;
    if (isKnown && !(await isPredictionAwaited(tx.sql, image.id, modelId))) return;
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

    if ((await predictingModel(tx.sql, projectId))?.id !== modelId) return;
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
      missing.map((entry) => predictionKey({ modelId, imageId: entry.imageId })),
    );
    if (coming.size > 0) return;
    order.sort((a, b) => b.uncertainty - a.uncertainty);
    const payload = { projectId, modelId, order };
    tx.append({ streamId: streams.project(projectId), events: [{ type: 'QueueRanked', payload, actor, projectId }] });
  });
}
