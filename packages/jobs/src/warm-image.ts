import { z } from 'zod';
import { defineJob, PRIORITY_BATCH } from './contract.ts';

/** Somebody is about to click on an image: its model and the prepared image are loaded before. Lost, it costs the first click a few seconds. */
export const warmImage = defineJob({
  name: 'warm-image',
  payload: z.strictObject({ projectId: z.uuid(), imageId: z.uuid() }),
  maxAttempts: 1,
  // Before the predictions of others, which it takes no long time from.
  priority: PRIORITY_BATCH - 5,
  key: ({ imageId }) => `warm-image:${imageId}`,
});
