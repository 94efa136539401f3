import { z } from 'zod';
import { defineJob, PRIORITY_BATCH } from './contract.ts';

/** The key of the job that brings a model's prediction of an image, whoever asked for it. */
export const predictionKey = ({ imageId, modelId }: { readonly imageId: string; readonly modelId: string }): string =>
  `predict-image:${imageId}:${modelId}`;

/** A model's proposal and uncertainty for one image. */
export const predictImage = defineJob({
  name: 'predict-image',
  payload: z.strictObject({ projectId: z.uuid(), imageId: z.uuid(), modelId: z.uuid() }),
  maxAttempts: 3,
  priority: PRIORITY_BATCH,
  key: predictionKey,
});
