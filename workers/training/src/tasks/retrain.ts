import type { Services } from '@scholia/api/services';
import type { ProjectId } from '@scholia/core';
import type { Task } from '@scholia/jobs';
import { requestDueTraining } from '../request-due-training.ts';

export function retrainTask(services: Services): Task<'retrain'> {
  return async ({ projectId }) => {
    await services.events.transact((tx) => requestDueTraining(services, tx, projectId as ProjectId));
  };
}
