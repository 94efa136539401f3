import { z } from 'zod';
import { defineEvent } from './define.ts';

/** Somebody wants the whole log read again. */
export const logVerificationRequested = defineEvent({
  type: 'LogVerificationRequested',
  version: 1,
  payload: z.strictObject({}),
  describe: (_p, by) => `${by} asked for the whole log to be verified.`,
});
