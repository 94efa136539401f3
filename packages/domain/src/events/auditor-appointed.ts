import { z } from 'zod';
import { userId } from '../fields.ts';
import { defineEvent } from './define.ts';

/** The person may look at everything in the organisation, its log included, and change nothing. */
export const auditorAppointed = defineEvent({
  type: 'AuditorAppointed',
  version: 1,
  payload: z.strictObject({ userId }),
  describe: (p, by, name) => `${by} made ${name(p.userId)} an auditor of the organisation.`,
});
