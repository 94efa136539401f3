import { AppError, uuidV7 } from '@scholia/core';
import { fields, type ImageSelection, streams } from '@scholia/domain';
import { enqueue } from '@scholia/jobs';
import {
  type ImageView,
  imagesPredictedOtherwise,
  listImages,
  type ModelView,
  predictingModel,
} from '@scholia/projections';
import { z } from 'zod';
import { modelOf, projectOf, projectScope } from '../scopes.ts';
import { command, type ReadSql } from '../use-case.ts';

/** Each image's prediction comes as a ProposalOffered and an ImageScored event, or as PredictionFailed. */
export const requestPredictions = command({
  name: 'predictions.request',
  summary:
    'Have a model predict many images: all, those that nobody has begun, or those that it has not predicted yet, or otherwise.',
  input: z.object({
    projectId: fields.projectId,
    /** 'stale': not submitted, and last predicted by none, by another model, or otherwise than the project's settings now say. */
    which: fields.imageSelection,
    /** (Default: the model that is in use) */
    modelId: fields.modelId.optional(),
  }),
  output: z.object({ batchId: fields.plainId, modelId: fields.modelId, total: z.number() }),
  access: { type: 'project', capability: 'model.train', scope: projectScope },
  async run({ services, actor, commit }, { projectId, which, modelId: wanted }) {
    const batchId = uuidV7(services.clock(), services.random);
    return commit(async (tx) => {
      await tx.lockStream(streams.project(projectId));
      const { id: modelId } = wanted ? await usable(tx.sql, projectId, wanted) : await inUse(tx.sql, projectId);
      const { predicting } = await projectOf(tx.sql, projectId);
      const outdated = await imagesPredictedOtherwise(tx.sql, projectId, predicting);
      const isStale = ({ id, score }: ImageView) => score?.modelId !== modelId || outdated.has(id);
      const images = (await listImages(tx.sql, projectId)).filter((image) => isChosen(image, which, isStale));
      if (images.length === 0) throw new AppError('conflict', 'There is no such image to predict. Choose others.');
      const imageIds = images.map(({ id }) => id);
      tx.append({
        streamId: streams.project(projectId),
        events: [
          { type: 'PredictionsRequested', payload: { batchId, projectId, modelId, which, imageIds }, actor, projectId },
        ],
      });
      for (const imageId of imageIds) await enqueue(tx.sql, 'predict-image', { projectId, imageId, modelId });
      return { batchId, modelId, total: imageIds.length };
    });
  },
});

async function inUse(sql: ReadSql, projectId: ModelView['projectId']): Promise<ModelView> {
  const model = await predictingModel(sql, projectId);
  if (!model) throw new AppError('conflict', 'No model is in use yet. Train one, or bring one and use it.');
  return model;
}

async function usable(sql: ReadSql, projectId: ModelView['projectId'], modelId: ModelView['id']): Promise<ModelView> {
  const model = await modelOf(sql, modelId);
  if (model.projectId !== projectId) throw new AppError('not-found', 'There is no such model in this project.');
  if (model.method !== 'automatic' && model.method !== 'deepedit')
    throw new AppError('bad-request', 'modelId: this model needs clicks. Choose an automatic one, or DeepEdit.');
  return model;
}

function isChosen(image: ImageView, which: ImageSelection, isStale: (image: ImageView) => boolean): boolean {
  if (image.withdrawn) return false;
  switch (which) {
    case 'all':
      return true;
    case 'unlabelled':
      return image.status === 'unlabelled';
    case 'stale':
      return image.status !== 'submitted' && isStale(image);
  }
}
