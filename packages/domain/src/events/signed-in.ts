import { z } from 'zod';
import { code, userId } from '../fields.ts';
import { defineEvent } from './define.ts';

/** A session began. */
export const signedIn = defineEvent({
  type: 'SignedIn',
  version: 1,
  payload: z.strictObject({ userId, method: code }),
  describe: (p, _by, name) => `${name(p.userId)} signed in (${p.method}).`,
});
