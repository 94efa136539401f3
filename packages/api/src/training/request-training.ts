import { AppError, type TrainingRunId } from '@scholia/core';
import { fields, streams } from '@scholia/domain';
import { activeTrainingRun, startingModel, submittedReadings, trainingReadingsOf } from '@scholia/projections';
import { z } from 'zod';
import { newId } from '../ids.ts';
import { projectScope } from '../scopes.ts';
import { command } from '../use-case.ts';

/** The training worker follows the event. */
export const requestTraining = command({
  name: 'training.request',
  summary: 'Train a model on all submitted readings, starting from the current model of the method.',
  input: z.object({
    projectId: fields.projectId,
    /** Start from random weights instead of the current model. (Default: false) */
    fromScratch: z.boolean().optional(),
    /** What the model is to do. (Default: 'automatic') */
    method: fields.modelMethod.optional(),
    /** How long it may train. (Default: as the installation is set up) */
    seconds: fields.trainingSeconds.optional(),
    /** Parts of the plan otherwise than planned, such as { "patch": [32, 96, 96] }; the run fails with 'bad-request' where they do not fit. */
    overrides: z.record(z.string(), fields.json).optional(),
  }),
  output: z.object({ runId: fields.runId }),
  access: { type: 'project', capability: 'model.train', scope: projectScope },
  async run({ services, actor, commit }, { projectId, fromScratch, method = 'automatic', seconds, overrides }) {
    const runId = newId<TrainingRunId>(services);
    await commit(async (tx) => {
      await tx.lockStream(streams.project(projectId));
      if (await activeTrainingRun(tx.sql, projectId)) {
        throw new AppError('conflict', 'A model is being trained already. Wait for it, or cancel it.');
      }
      const readings = await submittedReadings(tx.sql, projectId);
      if (readings.every(({ submission }) => submission.heldOut)) {
        throw new AppError('conflict', 'There is nothing to learn from yet: submit a reading first.');
      }
      const warm = fromScratch ? null : await startingModel(tx.sql, projectId, method);
      tx.append({
        streamId: streams.training(runId),
        expected: 'absent',
        events: [
          {
            type: 'TrainingRequested',
            payload: {
              runId,
              projectId,
              readings: trainingReadingsOf(readings),
              warmStartFrom: warm?.id ?? null,
              method,
              ...(seconds !== undefined && { seconds }),
              ...(overrides && { overrides }),
            },
            actor,
            projectId,
          },
        ],
      });
    });
    return { runId };
  },
});
