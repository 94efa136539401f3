import { z } from 'zod';
import { code, message, runId, shortText } from '../fields.ts';
import { defineEvent } from './define.ts';

/** The run ended without a model. */
export const trainingFailed = defineEvent({
  type: 'TrainingFailed',
  version: 1,
  payload: z.strictObject({
    runId,
    message,
    code,
    /** What to do about it. */
    hint: message.optional(),
    /** The last that was heard of the run: sentences of our own, nothing of the data. */
    log: z.array(shortText).max(30).optional(),
  }),
  describe: (p) => `Training failed: ${p.message}`,
});
