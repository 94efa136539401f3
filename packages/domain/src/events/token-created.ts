import { z } from 'zod';
import { plainId, userId } from '../fields.ts';
import { defineEvent } from './define.ts';

/** An API token exists; its secret was shown once and is not kept. */
export const tokenCreated = defineEvent({
  type: 'TokenCreated',
  version: 1,
  payload: z.strictObject({ tokenId: plainId, userId }),
  describe: (p, by, name) => `${by} created an API token for ${name(p.userId)}.`,
});
