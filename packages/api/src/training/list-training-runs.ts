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
      step: z.number(),
      steps: z.number().nullable(),
      epoch: z.number(),
      loss: z.number().nullable(),
      validationDice: z.number().nullable(),
      etaMs: z.number().nullable(),
      message: z.string().nullable(),
      modelId: fields.modelId.nullable(),
      requestedAt: time,
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
