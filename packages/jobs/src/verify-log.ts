import { z } from 'zod';
import { defineJob, PRIORITY_PERSON } from './contract.ts';

/** Reads the whole log again and checks every byte of it against tree and checkpoints. */
export const verifyLog = defineJob({
  name: 'verify-log',
  payload: z.strictObject({}),
  maxAttempts: 3,
  priority: PRIORITY_PERSON,
  key: () => 'verify-log',
});
