import { AppError } from '@scholia/core';
import { compareModels, fields } from '@scholia/domain';
import { measuredModel } from '@scholia/projections';
import { z } from 'zod';
import { modelOf, projectScope } from '../scopes.ts';
import { query } from '../use-case.ts';

/** Dice of both, and by how much b is better; null where it is not known of both. */
const difference = { a: z.number().nullable(), b: z.number().nullable(), difference: z.number().nullable() };
const byLabel = z.array(z.object({ label: fields.labelValue, ...difference }));

export const compareTwoModels = query({
  name: 'models.compare',
  summary:
    'Two models on the cases that both were measured on, against the same labels; others are left out and counted.',
  input: z.object({ projectId: fields.projectId, a: fields.modelId, b: fields.modelId }),
  output: z.object({
    cases: z.array(z.object({ readingId: fields.readingId, imageId: fields.imageId, ...difference, labels: byLabel })),
    labels: byLabel,
    ...difference,
    /** Cases that one learned from, whose labels were corrected in between, or that only one was measured on. */
    leftOut: z.object({ learned: z.number(), corrected: z.number(), unmeasured: z.number() }),
  }),
  access: { type: 'project', capability: 'label.view', scope: projectScope },
  async run({ services: { sql } }, { projectId, a, b }) {
    const models = await Promise.all([modelOf(sql, a), modelOf(sql, b)]);
    if (models.some((model) => model.projectId !== projectId))
      throw new AppError('not-found', 'There is no such model in this project.');
    const [one, other] = await Promise.all(models.map((model) => measuredModel(sql, model)));
    return compareModels(one, other);
  },
});
