import { AppError, type Clock, parseId, type Random, type UserId, uuidV7 } from '@scholia/core';
import type { Sql } from '@scholia/db';
import { type Actor, streams } from '@scholia/domain';
import type { EventTransaction } from '@scholia/event-store';
import type { BetterAuth } from './better-auth.ts';
import type { AuthDatabase } from './database.ts';
import { colorOf } from './palette.ts';

export interface Person {
  readonly userId: UserId;
  readonly name: string;
  readonly email: string;
  readonly color: string;
  readonly isAdmin: boolean;
  readonly isAuditor: boolean;
  readonly createdAt: string;
}

export interface NewPerson {
  readonly email: string;
  readonly name: string;
  /** Without one, the first sign-in is by link. At least 10 characters. */
  readonly password?: string | undefined;
  readonly isAdmin?: boolean | undefined;
  readonly isAuditor?: boolean | undefined;
}

/** What the column `role` of a person says. */
export const standing = (role: string) => ({ isAdmin: role === 'admin', isAuditor: role === 'auditor' });

export interface UserParts {
  readonly auth: BetterAuth;
  readonly database: AuthDatabase;
  readonly clock: Clock;
  readonly random: Random;
}

/**
 * Adds a person who can sign in. Throws AppError 'duplicate' when the address has an account, 'bad-request' for an administrator who is an
 * auditor too: who can change things does not audit them.
 */
export async function addUser(
  tx: EventTransaction,
  person: NewPerson,
  actor: Actor,
  { auth, database, clock, random }: UserParts,
): Promise<UserId> {
  const email = person.email.trim().toLowerCase();
  if (person.isAdmin && person.isAuditor)
    throw new AppError('bad-request', 'An administrator sees everything already: choose one of the two.');
  const [{ known, people }] = await tx.sql<{ known: boolean; people: number }[]>`
    select coalesce(bool_or(email = ${email}), false) as known, count(*)::int as people from "user"`;
  if (known) throw new AppError('duplicate', 'There is already an account with this e-mail address.');
  const userId = parseId<UserId>(uuidV7(clock(), random));
  const { internalAdapter, password: passwords } = await auth.$context;
  await database.within(tx.sql, async () => {
    const role = person.isAdmin ? 'admin' : person.isAuditor ? 'auditor' : 'member';
    await internalAdapter.createUser(
      { id: userId, email, name: person.name, emailVerified: true, role, color: colorOf(people) },
      { method: 'admin' },
    );
    if (person.password === undefined) return;
    const password = await passwords.hash(person.password);
    await internalAdapter.linkAccount({ userId, providerId: 'credential', accountId: userId, password });
  });
  tx.append({
    streamId: streams.user(userId),
    expected: 'absent',
    events: [
      { type: 'UserRegistered', payload: { userId }, actor },
      ...(person.isAdmin ? [{ type: 'AdministratorAppointed', payload: { userId }, actor } as const] : []),
      ...(person.isAuditor ? [{ type: 'AuditorAppointed', payload: { userId }, actor } as const] : []),
    ],
  });
  return userId;
}

/** Everybody with an account, oldest first. */
export async function listUsers(sql: Sql): Promise<Person[]> {
  const rows = await sql<
    { id: UserId; name: string; email: string; color: string; role: string; created_at: Date }[]
  >`select id, name, email, color, role, "createdAt" as created_at from "user" order by "createdAt", id`;
  return rows.map((row) => ({
    userId: row.id,
    name: row.name,
    email: row.email,
    color: row.color,
    ...standing(row.role),
    createdAt: row.created_at.toISOString(),
  }));
}
