import { runWorkerProcess } from '@scholia/api/worker-process';
import { trainingWorker } from './index.ts';

await runWorkerProcess(trainingWorker);
