import { z } from 'zod';
import { code, count, finite, json, projectId, reason, runId } from '../fields.ts';
import { defineEvent } from './define.ts';

/** What a run will train, why, and on what. A run that is taken up again keeps its plan. */
export const trainingPlanned = defineEvent({
  type: 'TrainingPlanned',
  version: 1,
  payload: z.strictObject({
    runId,
    projectId,
    plan: json,
    reasons: z.array(reason),
    /** What the plan was made for; `gflops`, billions of floating-point operations a second. Null where a plan was kept, and nothing measured. */
    device: z.strictObject({
      provider: code,
      threads: count,
      gflops: finite.nullable(),
      memoryMiB: finite.nullable(),
    }),
  }),
  describe: () => 'The training was planned, and begins.',
});
