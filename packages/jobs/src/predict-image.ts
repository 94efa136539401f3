import { z } from 'zod';
import { defineJob, PRIORITY_BATCH } from './contract.ts';

/** A model's proposal and uncertainty for one image. */
export const predictImage = defineJob({
  name: 'predict-image',
  payload: z.strictObject({ projectId: z.uuid(), imageId: z.uuid(), modelId: z.uuid() }),
  maxAttempts: 3,
  priority: PRIORITY_BATCH,
  key: ({ imageId }) => `predict-image:${imageId}`,
});
