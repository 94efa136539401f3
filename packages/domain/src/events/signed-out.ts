import { z } from 'zod';
import { userId } from '../fields.ts';
import { defineEvent } from './define.ts';

/** A session was ended by its owner. */
export const signedOut = defineEvent({
  type: 'SignedOut',
  version: 1,
  payload: z.strictObject({ userId }),
  describe: (p, _by, name) => `${name(p.userId)} signed out.`,
});
