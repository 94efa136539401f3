import { runWorkerProcess } from '@scholia/api/worker-process';
import { inferenceWorker } from './index.ts';

await runWorkerProcess(inferenceWorker);
