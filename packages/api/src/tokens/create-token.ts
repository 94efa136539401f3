import { fields } from '@scholia/domain';
import { z } from 'zod';
import { command } from '../use-case.ts';

export const createToken = command({
  name: 'tokens.create',
  summary: 'Make an API token for oneself. It is shown once.',
  input: z.object({ name: fields.shortText }),
  output: z.object({ tokenId: z.string(), token: z.string() }),
  access: { type: 'signed-in' },
  run: ({ services, user, actor, commit }, { name }) =>
    commit((tx) => services.auth.createToken(tx, { userId: user.userId, name }, actor)),
});
