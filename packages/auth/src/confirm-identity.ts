import { AppError, type Clock, type Random, type UserId, uuidV7 } from '@scholia/core';
import { streams } from '@scholia/domain';
import type { EventTransaction } from '@scholia/event-store';
import type { BetterAuth } from './better-auth.ts';
import type { AuthDatabase } from './database.ts';
import { hashToken, randomToken } from './tokens.ts';

/** Long enough to read once more what one signs; short enough that nobody else sits there by then. */
export const CONFIRMATION_MINUTES = 5;

export interface Confirmed {
  /** Good for one signature of this person. */
  readonly confirmation: string;
}

interface Parts {
  readonly auth: BetterAuth;
  readonly database: AuthDatabase;
  readonly clock: Clock;
  readonly random: Random;
}

/** Under which name a confirmation waits in `verification`: only its hash is stored. */
const identifierOf = (confirmation: string) => `confirmation:${hashToken(confirmation)}`;

/** Whether the person has a password to confirm with: who came by links only has none yet. */
export async function hasPassword(userId: UserId, { auth }: Pick<Parts, 'auth'>): Promise<boolean> {
  return (await passwordOf(userId, auth)) !== undefined;
}

async function passwordOf(userId: UserId, auth: BetterAuth): Promise<string | undefined> {
  const { internalAdapter } = await auth.$context;
  const accounts = await internalAdapter.findAccounts(userId);
  return accounts.find(({ providerId }) => providerId === 'credential')?.password ?? undefined;
}

/**
 * Proves again who a person is (21 CFR 11.200: each signing takes its own). Undefined, and a SignInFailed event, when the password
 * is wrong; else IdentityConfirmed, and a secret that is good for one signature.
 */
export async function confirmIdentity(
  tx: EventTransaction,
  { userId, password }: { readonly userId: UserId; readonly password: string },
  { auth, database, clock, random }: Parts,
): Promise<Confirmed | undefined> {
  const { password: passwords } = await auth.$context;
  const actor = { type: 'user', userId } as const;
  const isRight = await database.within(tx.sql, async () => {
    const hash = await passwordOf(userId, auth);
    return hash !== undefined && (await passwords.verify({ hash, password }));
  });
  if (!isRight) {
    tx.append({
      streamId: streams.security(),
      events: [{ type: 'SignInFailed', payload: { method: 'confirmation' }, actor }],
    });
    return undefined;
  }
  const confirmation = randomToken();
  const now = clock();
  await tx.sql`
    insert into verification (id, identifier, value, "expiresAt")
    values (${uuidV7(now, random)}, ${identifierOf(confirmation)}, ${userId},
      ${new Date(now + CONFIRMATION_MINUTES * 60_000)})`;
  tx.append({
    streamId: streams.user(userId),
    events: [{ type: 'IdentityConfirmed', payload: { userId, method: 'password' }, actor }],
  });
  return { confirmation };
}

/** Spends a confirmation, in the transaction of what is signed with it. Throws AppError 'signature-required'. */
export async function spendConfirmation(
  tx: EventTransaction,
  { userId, confirmation }: { readonly userId: UserId; readonly confirmation: string },
  { clock }: Pick<Parts, 'clock'>,
): Promise<void> {
  const spent = await tx.sql`
    delete from verification
    where identifier = ${identifierOf(confirmation)} and value = ${userId} and "expiresAt" > ${new Date(clock())}`;
  if (spent.count === 0)
    throw new AppError('signature-required', 'Confirm again who you are: that was too long ago, or used already.');
}
