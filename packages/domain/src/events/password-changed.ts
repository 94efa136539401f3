import { z } from 'zod';
import { userId } from '../fields.ts';
import { defineEvent } from './define.ts';

/** A new password; sessions elsewhere may have ended with it. */
export const passwordChanged = defineEvent({
  type: 'PasswordChanged',
  version: 1,
  payload: z.strictObject({ userId }),
  describe: (p, _by, name) => `${name(p.userId)} changed the password.`,
});
