import { z } from 'zod';
import { json, modelId, modelMethod, projectId, runId, trainingReading, trainingSeconds } from '../fields.ts';
import { defineEvent } from './define.ts';

/** A training run, with exactly what it may learn from and what it is measured on. Without `method` it is 'automatic'. */
export const trainingRequested = defineEvent({
  type: 'TrainingRequested',
  version: 1,
  payload: z.strictObject({
    runId,
    projectId,
    readings: z.array(trainingReading),
    warmStartFrom: modelId.nullable(),
    method: modelMethod.optional(),
    /** How long it may train; without it as long as the installation lets it. */
    seconds: trainingSeconds.optional(),
    /** Parts of the plan that somebody wants otherwise than planned. */
    overrides: z.record(z.string(), json).optional(),
  }),
  describe: (p) =>
    `Training was requested; submitted readings to learn from: ${p.readings.filter((one) => !one.heldOut).length}.`,
});
