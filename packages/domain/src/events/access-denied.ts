import { z } from 'zod';
import { code } from '../fields.ts';
import { defineEvent } from './define.ts';

/** Somebody asked for what their role does not allow. */
export const accessDenied = defineEvent({
  type: 'AccessDenied',
  version: 1,
  payload: z.strictObject({ capability: code, subject: code }),
  describe: (p, by) => `${by} was refused ${p.capability} on ${p.subject}.`,
});
