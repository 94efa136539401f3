import { z } from 'zod';
import { count, finite, fraction, perLabel, projectId, runId } from '../fields.ts';
import { defineEvent } from './define.ts';

/** How far a run is. Enough of them to watch, few enough to keep. */
export const trainingProgressed = defineEvent({
  type: 'TrainingProgressed',
  version: 1,
  payload: z.strictObject({
    runId,
    projectId,
    step: count,
    steps: count,
    epoch: count,
    loss: finite,
    validationDice: fraction.nullable(),
    etaMs: finite,
    /** Dice by label, where it was validated. */
    scores: perLabel(fraction).nullable().optional(),
    /** Steps left out so far, because they were not finite. */
    skipped: count.optional(),
  }),
  describe: (p) => `Training is at step ${p.step} of ${p.steps}.`,
});
