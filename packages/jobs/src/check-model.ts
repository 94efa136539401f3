import { z } from 'zod';
import { defineJob, PRIORITY_PERSON } from './contract.ts';

/** The dry run of a network from elsewhere. What was declared is in its ModelCheckRequested event. */
export const checkModel = defineJob({
  name: 'check-model',
  payload: z.strictObject({ modelId: z.uuid() }),
  maxAttempts: 3,
  priority: PRIORITY_PERSON,
  key: ({ modelId }) => `check-model:${modelId}`,
});
