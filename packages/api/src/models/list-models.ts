import { fields } from '@scholia/domain';
import { modelsOf } from '@scholia/projections';
import { z } from 'zod';
import { time } from '../schemas.ts';
import { projectScope } from '../scopes.ts';
import { query } from '../use-case.ts';

export const listModels = query({
  name: 'models.list',
  summary: 'The models of a project, newest first, with their scores and training curves.',
  input: z.object({ projectId: fields.projectId }),
  output: z.array(
    z.object({
      modelId: fields.modelId,
      projectId: fields.projectId,
      version: z.number(),
      runId: fields.runId,
      weights: fields.digest,
      trainedOn: z.array(fields.readingId),
      heldOut: z.array(fields.readingId),
      /** Mean Dice on held-out readings; null is "not yet measured". */
      score: z.number().nullable(),
      /** Label value to Dice. */
      scores: z.record(z.string(), z.number()).nullable(),
      curve: z.array(fields.curvePoint),
      seconds: z.number(),
      publishedAt: time,
    }),
  ),
  access: { type: 'project', capability: 'label.view', scope: projectScope },
  async run({ services }, { projectId }) {
    const models = await modelsOf(services.sql, projectId);
    return models.map(({ id, ...model }) => ({ ...model, modelId: id }));
  },
});
