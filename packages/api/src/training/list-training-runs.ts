import { fields } from '@scholia/domain';
import { trainingRunsOf } from '@scholia/projections';
import { z } from 'zod';
import { time } from '../schemas.ts';
import { projectScope } from '../scopes.ts';
import { query } from '../use-case.ts';

export const listTrainingRuns = query({
  name: 'training.runs',
  summary: 'Training runs of a project, newest first, with their progress.',
  input: z.object({ projectId: fields.projectId }),
  output: z.array(
    z.object({
      runId: fields.runId,
      projectId: fields.projectId,
      status: z.enum(['requested', 'running', 'cancelling', 'cancelled', 'failed', 'published']),
      /** Readings that it learns from, and those that it is measured on. */
      trainedOn: z.number(),
      heldOut: z.number(),
      warmStartFrom: fields.modelId.nullable(),
      method: fields.modelMethod,
      /** How long it may train, when somebody said so. */
      seconds: z.number().nullable(),
      overrides: z.record(z.string(), fields.json).nullable(),
      /** Null until the worker has made it, like reasons and device. */
      plan: fields.json.nullable(),
      reasons: z.array(fields.reason).nullable(),
      device: z
        .object({
          provider: z.string(),
          threads: z.number(),
          gflops: z.number().nullable(),
          memoryMiB: z.number().nullable(),
        })
        .nullable(),
      step: z.number(),
      steps: z.number().nullable(),
      epoch: z.number(),
      loss: z.number().nullable(),
      validationDice: z.number().nullable(),
      etaMs: z.number().nullable(),
      /** Steps left out, because they were not finite. */
      skipped: z.number(),
      /** The last points so far. */
      curve: z.array(fields.curvePoint),
      /** Why it failed: a sentence, its code, what to do, and the last that was heard of the run. */
      message: z.string().nullable(),
      code: z.string().nullable(),
      hint: z.string().nullable(),
      log: z.array(z.string()).nullable(),
      modelId: fields.modelId.nullable(),
      requestedAt: time,
      startedAt: time.nullable(),
      endedAt: time.nullable(),
      updatedAt: time,
    }),
  ),
  access: { type: 'project', capability: 'label.view', scope: projectScope },
  async run({ services }, { projectId }) {
    const runs = await trainingRunsOf(services.sql, projectId);
    return runs.map(({ id, readings, ...run }) => ({
      ...run,
      runId: id,
      trainedOn: readings.filter(({ heldOut }) => !heldOut).length,
      heldOut: readings.filter(({ heldOut }) => heldOut).length,
    }));
  },
});
