import type { WorkerDefinition } from '@scholia/api/worker-process';
import { readEnv } from './env.ts';
import { followLearning } from './learning-policy.ts';
import { retrainTask } from './tasks/retrain.ts';
import { trainTask } from './tasks/train.ts';

/** Trains on what is submitted, one run at a time. */
export const trainingWorker: WorkerDefinition = {
  name: 'training',
  concurrency: 1,
  tasks: (services, provider) => ({
    train: trainTask(services, { seconds: readEnv().SCHOLIA_TRAINING_SECONDS, provider }),
    retrain: retrainTask(services),
  }),
  follow: followLearning,
};
