import { z } from 'zod';
import { defineJob, PRIORITY_BATCH } from './contract.ts';

/** A new model from all submitted readings of a project. Submissions that come while one waits share it. */
export const train = defineJob({
  name: 'train',
  payload: z.strictObject({ projectId: z.uuid() }),
  maxAttempts: 5,
  priority: PRIORITY_BATCH,
  key: ({ projectId }) => `train:${projectId}`,
});
