import { z } from 'zod';
import { userId } from '../fields.ts';
import { defineEvent } from './define.ts';

/** Somebody can sign in. Name and address stay outside the log. */
export const userRegistered = defineEvent({
  type: 'UserRegistered',
  version: 1,
  payload: z.strictObject({ userId }),
  describe: (p, _by, name) => `${name(p.userId)} joined.`,
});
