import { z } from 'zod';
import { person } from '../schemas.ts';
import { query } from '../use-case.ts';

export const whoAmI = query({
  name: 'users.me',
  summary: 'Who is asking.',
  input: z.void(),
  output: person.extend({ isAdmin: z.boolean(), via: z.enum(['session', 'token']) }),
  access: { type: 'signed-in' },
  run: async ({ user }) => user,
});
