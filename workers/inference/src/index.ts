import type { WorkerDefinition } from '@scholia/api/worker-process';
import { checkModelTask } from './tasks/check-model.ts';
import { measureModelTask } from './tasks/measure-model.ts';
import { predictImageTask } from './tasks/predict-image.ts';
import { segmentTask } from './tasks/segment.ts';
import { warmImageTask } from './tasks/warm-image.ts';

/** Answers people's prompts and predicts images. A person's job goes before a batch. */
export const inferenceWorker: WorkerDefinition = {
  name: 'inference',
  concurrency: 1,
  tasks: (services, provider) => ({
    segment: segmentTask(services, provider),
    'check-model': checkModelTask(services, provider),
    'measure-model': measureModelTask(services, provider),
    'predict-image': predictImageTask(services, provider),
    'warm-image': warmImageTask(services, provider),
  }),
};
