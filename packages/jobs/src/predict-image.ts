import { z } from 'zod';
import { defineJob, PRIORITY_BATCH } from './contract.ts';

const labels = z.array(z.int().min(1).max(254));

/** How a prediction is made, where the defaults are not wanted. */
const options = z.strictObject({
  /** Share of a window that the next one covers again. (Default: 0.5) */
  overlap: z.number().min(0).max(0.9).optional(),
  /** Look at every window mirrored too, along the axes that the model learned to be mirrored along. (Default: false) */
  withMirrors: z.boolean().optional(),
  /** Labels of which only the largest piece stays. */
  keepLargest: labels.optional(),
  /** Labels whose holes are filled. */
  fillHoles: labels.optional(),
});

/** The key of the job that brings a model's prediction of an image, whoever asked for it. */
export const predictionKey = ({ imageId, modelId }: { readonly imageId: string; readonly modelId: string }): string =>
  `predict-image:${imageId}:${modelId}`;

/** A model's proposal and uncertainty for one image. */
export const predictImage = defineJob({
  name: 'predict-image',
  payload: z.strictObject({ projectId: z.uuid(), imageId: z.uuid(), modelId: z.uuid(), options: options.optional() }),
  maxAttempts: 3,
  priority: PRIORITY_BATCH,
  key: predictionKey,
});
