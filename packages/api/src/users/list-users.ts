import { z } from 'zod';
import { person, time } from '../schemas.ts';
import { query } from '../use-case.ts';

/** Project admins need names to give roles to; addresses are for administrators of the organisation. */
export const listUsers = query({
  name: 'users.list',
  summary: 'Everybody with an account. E-mail addresses are shown to organisation administrators only.',
  input: z.void(),
  output: z.array(
    person.extend({ email: z.string().nullable(), isAdmin: z.boolean(), isAuditor: z.boolean(), createdAt: time }),
  ),
  access: { type: 'signed-in' },
  async run({ services, user }) {
    const people = await services.auth.listUsers();
    return people.map((one) => ({ ...one, email: user.isAdmin ? one.email : null }));
  },
});
