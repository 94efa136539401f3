import { fields } from '@scholia/domain';
import { z } from 'zod';
import { command } from '../use-case.ts';

export const addUser = command({
  name: 'users.add',
  summary: 'Add a person. Without a password, give them a sign-in link.',
  input: z.object({
    email: z.email().max(200),
    name: fields.shortText,
    password: z.string().min(10).max(200).optional(),
    isAdmin: z.boolean().optional(),
    /** May look at everything in the organisation and change nothing. */
    isAuditor: z.boolean().optional(),
  }),
  output: z.object({ userId: fields.userId }),
  access: { type: 'organisation', capability: 'user.add' },
  async run({ services, actor, commit }, person) {
    return { userId: await commit((tx) => services.auth.addUser(tx, person, actor)) };
  },
});
