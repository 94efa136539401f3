import { z } from 'zod';
import { imageId, imageSelection, modelId, plainId, projectId } from '../fields.ts';
import { defineEvent } from './define.ts';

/** Somebody wants a model's prediction of these images, whether it has predicted them before or not. */
export const predictionsRequested = defineEvent({
  type: 'PredictionsRequested',
  version: 1,
  payload: z.strictObject({
    batchId: plainId,
    projectId,
    modelId,
    /** How the images were chosen. */
    which: imageSelection,
    imageIds: z.array(imageId).min(1),
  }),
  describe: (p, by, name) =>
    `${by} asked for predictions by ${name(p.modelId)}; images: ${p.imageIds.length} (${p.which}).`,
});
