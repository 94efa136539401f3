import { z } from 'zod';
import { runId } from '../fields.ts';
import { defineEvent } from './define.ts';

/** The run ended without a model, as asked. */
export const trainingCancelled = defineEvent({
  type: 'TrainingCancelled',
  version: 1,
  payload: z.strictObject({ runId }),
  describe: () => 'The training run was cancelled.',
});
