import { z } from 'zod';
import { defineJob, PRIORITY_BATCH } from './contract.ts';

/** One training run, as its TrainingRequested event describes it. */
export const train = defineJob({
  name: 'train',
  payload: z.strictObject({ runId: z.uuid() }),
  maxAttempts: 5,
  priority: PRIORITY_BATCH,
  key: ({ runId }) => `train:${runId}`,
});
