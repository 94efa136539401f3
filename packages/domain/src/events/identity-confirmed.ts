import { z } from 'zod';
import { userId } from '../fields.ts';
import { confirmation } from '../signing.ts';
import { defineEvent } from './define.ts';

/** Somebody who was signed in proved again who they are, to sign with it once. */
export const identityConfirmed = defineEvent({
  type: 'IdentityConfirmed',
  version: 1,
  payload: z.strictObject({ userId, method: confirmation }),
  describe: (p, _by, name) => `${name(p.userId)} confirmed who they are (${p.method}), to sign.`,
});
