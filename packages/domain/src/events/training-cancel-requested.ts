import { z } from 'zod';
import { runId } from '../fields.ts';
import { defineEvent } from './define.ts';

/** The worker stops at its next step. */
export const trainingCancelRequested = defineEvent({
  type: 'TrainingCancelRequested',
  version: 1,
  payload: z.strictObject({ runId }),
  describe: (_p, by) => `${by} asked to cancel a training run.`,
});
