import { z } from 'zod';
import { person } from '../schemas.ts';
import { query } from '../use-case.ts';

export const whoAmI = query({
  name: 'users.me',
  summary: 'Who is asking.',
  input: z.void(),
  output: person.extend({
    isAdmin: z.boolean(),
    isAuditor: z.boolean(),
    via: z.enum(['session', 'token']),
    /** Without one nobody can confirm who they are, and so not sign. */
    hasPassword: z.boolean(),
  }),
  access: { type: 'signed-in' },
  run: async ({ services, user }) => ({ ...user, hasPassword: await services.auth.hasPassword(user.userId) }),
});
