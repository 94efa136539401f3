import { z } from 'zod';
import { code, message, runId } from '../fields.ts';
import { defineEvent } from './define.ts';

/** The run ended without a model; the message says what to do. */
export const trainingFailed = defineEvent({
  type: 'TrainingFailed',
  version: 1,
  payload: z.strictObject({ runId, message, code }),
  describe: (p) => `Training failed: ${p.message}`,
});
