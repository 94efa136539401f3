import { z } from 'zod';
import { plainId, projectId } from '../fields.ts';
import { defineEvent } from './define.ts';

/** What had not begun of a batch of predictions is dropped; what was done stays. */
export const predictionsCancelled = defineEvent({
  type: 'PredictionsCancelled',
  version: 1,
  payload: z.strictObject({ batchId: plainId, projectId }),
  describe: (_p, by) => `${by} cancelled a batch of predictions.`,
});
