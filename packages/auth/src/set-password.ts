import type { Clock, UserId } from '@scholia/core';
import { streams } from '@scholia/domain';
import type { EventTransaction } from '@scholia/event-store';
import type { BetterAuth } from './better-auth.ts';
import { hasPassword } from './confirm-identity.ts';
import type { AuthDatabase } from './database.ts';
import { SIGN_IN_LINK_MINUTES } from './sign-in-link.ts';

export type SetPasswordRefusal = 'has-password' | 'session-too-old';

interface Parts {
  readonly auth: BetterAuth;
  readonly database: AuthDatabase;
  readonly clock: Clock;
}

/**
 * Gives a first password to a person who has come by links only. Whoever finds an old session open must not do that, so the session
 * must be as young as the link that began it.
 */
export async function setFirstPassword(
  tx: EventTransaction,
  session: { readonly userId: UserId; readonly startedAt: Date },
  password: string,
  { auth, database, clock }: Parts,
): Promise<SetPasswordRefusal | undefined> {
  const { userId, startedAt } = session;
  if (clock() - startedAt.getTime() > SIGN_IN_LINK_MINUTES * 60_000) return 'session-too-old';
  const { internalAdapter, password: passwords } = await auth.$context;
  return await database.within(tx.sql, async () => {
    if (await hasPassword(userId, { auth })) return 'has-password';
    const hash = await passwords.hash(password);
    await internalAdapter.linkAccount({ userId, providerId: 'credential', accountId: userId, password: hash });
    tx.append({
      streamId: streams.user(userId),
      events: [{ type: 'PasswordChanged', payload: { userId }, actor: { type: 'user', userId } }],
    });
    return undefined;
  });
}
