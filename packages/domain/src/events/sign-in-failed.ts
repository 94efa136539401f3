import { z } from 'zod';
import { code } from '../fields.ts';
import { defineEvent } from './define.ts';

/** Wrong password, or an unknown, used or expired link or token. Says nothing about whose. */
export const signInFailed = defineEvent({
  type: 'SignInFailed',
  version: 1,
  payload: z.strictObject({ method: code }),
  describe: (p) => `Somebody failed to sign in (${p.method}).`,
});
