import { z } from 'zod';
import { defineJob, PRIORITY_BATCH } from './contract.ts';

/** Look again whether a project should train by itself: its submissions have paused, or a new month has begun. */
export const retrain = defineJob({
  name: 'retrain',
  payload: z.strictObject({ projectId: z.uuid() }),
  maxAttempts: 5,
  priority: PRIORITY_BATCH,
  key: ({ projectId }) => `retrain:${projectId}`,
});
