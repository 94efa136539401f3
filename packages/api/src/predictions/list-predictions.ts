import { fields } from '@scholia/domain';
import { type PredictionBatchView, predictionBatchesOf } from '@scholia/projections';
import { z } from 'zod';
import { time } from '../schemas.ts';
import { projectScope } from '../scopes.ts';
import { query } from '../use-case.ts';

export const listPredictions = query({
  name: 'predictions.list',
  summary: 'Predictions of many images that were asked for, newest first, and how far they are.',
  input: z.object({ projectId: fields.projectId }),
  output: z.array(
    z.object({
      batchId: fields.plainId,
      projectId: fields.projectId,
      modelId: fields.modelId,
      which: fields.imageSelection,
      status: z.enum(['running', 'done', 'cancelled']),
      total: z.number(),
      done: z.number(),
      failed: z.number(),
      requestedAt: time,
      /** The last that was heard of it. */
      updatedAt: time,
      /** From the pace so far; null before the first image, and at the end. */
      etaMs: z.number().nullable(),
    }),
  ),
  access: { type: 'project', capability: 'label.view', scope: projectScope },
  async run({ services }, { projectId }) {
    const batches = await predictionBatchesOf(services.sql, projectId);
    return batches.map(({ id, ...batch }) => ({ ...batch, batchId: id, etaMs: etaOf(batch) }));
  },
});

function etaOf({
  status,
  total,
  done,
  failed,
  requestedAt,
  updatedAt,
}: Omit<PredictionBatchView, 'id'>): number | null {
  const ended = done + failed;
  if (status !== 'running' || ended === 0) return null;
  return Math.round(((Date.parse(updatedAt) - Date.parse(requestedAt)) / ended) * (total - ended));
}
