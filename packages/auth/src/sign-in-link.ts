import { type Clock, must } from '@scholia/core';
import { APIError, createAuthEndpoint } from 'better-auth/api';
import { setSessionCookie } from 'better-auth/cookies';
import { z } from 'zod';
import { hashToken } from './tokens.ts';

/** A link works once, and not after this long. */
export const SIGN_IN_LINK_MINUTES = 15;
export const SIGN_IN_LINK_PATH = '/sign-in/link';

/** Under which name the link waits in `verification`: only the token's hash is stored. */
export const linkIdentifier = (token: string) => `sign-in-link:${hashToken(token)}`;

/** better-auth plug-in: POST /sign-in/link {token} spends the link and starts a session. */
export function signInLinkPlugin(clock: Clock) {
  const endpoint = createAuthEndpoint(
    SIGN_IN_LINK_PATH,
    { method: 'POST', body: z.object({ token: z.string().min(1).max(200) }) },
    async (context) => {
      const { internalAdapter } = context.context;
      const spent = await internalAdapter.consumeVerificationValue(linkIdentifier(context.body.token));
      if (!spent || spent.expiresAt.getTime() <= clock()) {
        throw new APIError('UNAUTHORIZED', {
          code: 'LINK_SPENT',
          message: 'This sign-in link has been used or is too old.',
        });
      }
      const user = await internalAdapter.findUserById(spent.value);
      if (!user) throw new APIError('UNAUTHORIZED', { code: 'LINK_SPENT', message: 'This account no longer exists.' });
      const session = must(await internalAdapter.createSession(user.id), 'no hook refuses a session');
      await setSessionCookie(context, { session, user });
      return context.json({ user: { id: user.id } });
    },
  );
  return { id: 'scholia-sign-in-link', endpoints: { signInLink: endpoint } } as const;
}
