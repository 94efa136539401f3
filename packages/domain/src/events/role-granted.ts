import { z } from 'zod';
import { projectId, role, userId } from '../fields.ts';
import { defineEvent } from './define.ts';

/** The one role of this person in this project, replacing any other. */
export const roleGranted = defineEvent({
  type: 'RoleGranted',
  version: 1,
  payload: z.strictObject({ projectId, userId, role }),
  describe: (p, by, name) => `${by} made ${name(p.userId)} ${p.role} of the project.`,
});
