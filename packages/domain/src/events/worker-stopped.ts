import { z } from 'zod';
import { code } from '../fields.ts';
import { defineEvent } from './define.ts';

/** A worker ended in good order. */
export const workerStopped = defineEvent({
  type: 'WorkerStopped',
  version: 1,
  payload: z.strictObject({ worker: code }),
  describe: (p) => `Worker ${p.worker} stopped.`,
});
