import { z } from 'zod';
import { code, position } from '../fields.ts';
import { defineEvent } from './define.ts';

/** The log is not what it was, or not what it says: an event was altered, or the database went back in time. */
export const logFaultFound = defineEvent({
  type: 'LogFaultFound',
  version: 1,
  payload: z.strictObject({ fault: code, position, message: z.string().min(1).max(500) }),
  describe: (p) => `The log is damaged: ${p.message}`,
});
