import { z } from 'zod';
import { projectId, userId } from '../fields.ts';
import { defineEvent } from './define.ts';

/** This person has no role in this project any more. */
export const roleRevoked = defineEvent({
  type: 'RoleRevoked',
  version: 1,
  payload: z.strictObject({ projectId, userId }),
  describe: (p, by, name) => `${by} removed ${name(p.userId)} from the project.`,
});
