import { AppError } from '@scholia/core';
import { fields, streams } from '@scholia/domain';
import { getTrainingRun } from '@scholia/projections';
import { z } from 'zod';
import { nothing } from '../schemas.ts';
import { found } from '../scopes.ts';
import { command } from '../use-case.ts';

export const cancelTraining = command({
  name: 'training.cancel',
  summary: 'Ask a training run to stop at its next step.',
  input: z.object({ runId: fields.runId }),
  output: nothing,
  access: {
    type: 'project',
    capability: 'model.train',
    scope: async (sql, { runId }) => ({ projectId: found(await getTrainingRun(sql, runId), 'training run').projectId }),
  },
  async run({ actor, commit }, { runId }) {
    await commit(async (tx, { scope }) => {
      await tx.lockStream(streams.training(runId));
      const run = found(await getTrainingRun(tx.sql, runId), 'training run');
      if (run.status !== 'requested' && run.status !== 'running') {
        throw new AppError('conflict', 'This training run has ended, or is being cancelled already.');
      }
      tx.append({
        streamId: streams.training(runId),
        events: [{ type: 'TrainingCancelRequested', payload: { runId }, actor, projectId: scope.projectId }],
      });
    });
    return {};
  },
});
