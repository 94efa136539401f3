import { z } from 'zod';
import { code } from '../fields.ts';
import { defineEvent } from './define.ts';

/** A worker takes jobs. */
export const workerStarted = defineEvent({
  type: 'WorkerStarted',
  version: 1,
  payload: z.strictObject({ worker: code, provider: code }),
  describe: (p) => `Worker ${p.worker} started on ${p.provider}.`,
});
