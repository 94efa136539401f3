import { z } from 'zod';
import { userId } from '../fields.ts';
import { defineEvent } from './define.ts';

/** From here on this person acts as an admin in every project of the organisation. */
export const administratorAppointed = defineEvent({
  type: 'AdministratorAppointed',
  version: 1,
  payload: z.strictObject({ userId }),
  describe: (p, by, name) => `${by} made ${name(p.userId)} an administrator of the organisation.`,
});
