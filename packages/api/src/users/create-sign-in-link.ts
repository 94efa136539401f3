import { SIGN_IN_LINK_MINUTES } from '@scholia/auth';
import { fields } from '@scholia/domain';
import { z } from 'zod';
import { command } from '../use-case.ts';

export const createSignInLink = command({
  name: 'users.createSignInLink',
  summary: `Make a link that signs a person in once, within ${SIGN_IN_LINK_MINUTES} minutes.`,
  input: z.object({ userId: fields.userId }),
  output: z.object({ url: z.string(), minutes: z.number() }),
  access: { type: 'organisation', capability: 'user.sign-in-link' },
  async run({ services, actor, commit }, { userId }) {
    const token = await commit((tx) => services.auth.createSignInLink(tx, userId, actor));
    return { url: `${services.baseUrl}/sign-in/link?token=${token}`, minutes: SIGN_IN_LINK_MINUTES };
  },
});
