import { fields } from '@scholia/domain';
import { z } from 'zod';
import { nothing } from '../schemas.ts';
import { command } from '../use-case.ts';

export const revokeToken = command({
  name: 'tokens.revoke',
  summary: 'End one of one\u2019s own API tokens at once.',
  input: z.object({ tokenId: fields.plainId }),
  output: nothing,
  access: { type: 'signed-in' },
  async run({ services, user, actor, commit }, { tokenId }) {
    await commit((tx) => services.auth.revokeToken(tx, { tokenId, userId: user.userId }, actor));
    return {};
  },
});
