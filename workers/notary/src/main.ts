import { runWorkerProcess } from '@scholia/api/worker-process';
import { notaryWorker } from './index.ts';

await runWorkerProcess(notaryWorker);
