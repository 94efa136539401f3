import { AppError } from '@scholia/core';
import { fields, streams } from '@scholia/domain';
import { dropJobs, predictionKey } from '@scholia/jobs';
import { getPredictionBatch, imagesAwaitedBy } from '@scholia/projections';
import { z } from 'zod';
import { nothing } from '../schemas.ts';
import { found } from '../scopes.ts';
import { command } from '../use-case.ts';

export const cancelPredictions = command({
  name: 'predictions.cancel',
  summary: 'Drop what has not begun of predictions that were asked for. What is done stays.',
  input: z.object({ batchId: fields.plainId }),
  output: nothing,
  access: {
    type: 'project',
    capability: 'model.train',
    scope: async (sql, { batchId }) => ({
      projectId: found(await getPredictionBatch(sql, batchId), 'batch').projectId,
    }),
  },
  async run({ actor, commit }, { batchId }) {
    await commit(async (tx) => {
      const { projectId } = found(await getPredictionBatch(tx.sql, batchId), 'batch');
      await tx.lockStream(streams.project(projectId));
      const { status, modelId } = found(await getPredictionBatch(tx.sql, batchId), 'batch');
      if (status !== 'running') throw new AppError('conflict', 'It has ended already.');
      const imageIds = await imagesAwaitedBy(tx.sql, batchId);
      tx.append({
        streamId: streams.project(projectId),
        events: [{ type: 'PredictionsCancelled', payload: { batchId, projectId }, actor, projectId }],
      });
      await dropJobs(
        tx.sql,
        imageIds.map((imageId) => predictionKey({ imageId, modelId })),
      );
    });
    return {};
  },
});
