import { z } from 'zod';
import { modelId, projectId, runId, trainingReading } from '../fields.ts';
import { defineEvent } from './define.ts';

/** A training run, with exactly what it may learn from and what it is measured on. */
export const trainingRequested = defineEvent({
  type: 'TrainingRequested',
  version: 1,
  payload: z.strictObject({ runId, projectId, readings: z.array(trainingReading), warmStartFrom: modelId.nullable() }),
  describe: (p) =>
    `Training was requested; submitted readings to learn from: ${p.readings.filter((one) => !one.heldOut).length}.`,
});
