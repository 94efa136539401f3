import { z } from 'zod';
import { plainId } from '../fields.ts';
import { defineEvent } from './define.ts';

/** The API token opens nothing any more. */
export const tokenRevoked = defineEvent({
  type: 'TokenRevoked',
  version: 1,
  payload: z.strictObject({ tokenId: plainId }),
  describe: (_p, by) => `${by} revoked an API token.`,
});
