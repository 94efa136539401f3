import type { WorkerDefinition } from '@scholia/api/worker-process';
import { z } from 'zod';
import { followLearning } from './learning-policy.ts';
import { trainTask } from './tasks/train.ts';

const Settings = z.object({
  /** How long one run may train, seconds. (Default: 120) */
  SCHOLIA_TRAINING_SECONDS: z.coerce.number().positive().default(120),
});

/** Trains on what is submitted, one run at a time. */
export const trainingWorker: WorkerDefinition = {
  name: 'training',
  concurrency: 1,
  tasks: (services) => ({
    train: trainTask(services, { seconds: Settings.parse(process.env).SCHOLIA_TRAINING_SECONDS }),
  }),
  follow: followLearning,
};
