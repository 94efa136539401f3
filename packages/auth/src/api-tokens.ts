import { AppError, type Clock, type Random, type UserId, uuidV7 } from '@scholia/core';
import type { Sql } from '@scholia/db';
import { type Actor, streams } from '@scholia/domain';
import type { EventTransaction } from '@scholia/event-store';
import { linkIdentifier, SIGN_IN_LINK_MINUTES } from './sign-in-link.ts';
import { hashToken, randomToken, TOKEN_PREFIX } from './tokens.ts';

export interface TokenSummary {
  readonly tokenId: string;
  readonly name: string;
  readonly createdAt: string;
  readonly lastUsedAt: string | null;
}

interface Parts {
  readonly clock: Clock;
  readonly random: Random;
}

/** Makes an API token. The text is returned once and cannot be read again: only its SHA-256 is stored. */
export async function createToken(
  tx: EventTransaction,
  owner: { readonly userId: UserId; readonly name: string },
  actor: Actor,
  { clock, random }: Parts,
): Promise<{ tokenId: string; token: string }> {
  const tokenId = uuidV7(clock(), random);
  const token = randomToken(TOKEN_PREFIX);
  await tx.sql`
    insert into api_tokens (id, user_id, name, hash, created_at)
    values (${tokenId}, ${owner.userId}, ${owner.name}, ${hashToken(token)}, ${new Date(clock())})`;
  appendCreated(tx, tokenId, owner.userId, actor);
  return { tokenId, token };
}

/** Ends an API token at once. Throws AppError 'not-found' for one that is not this person's, or has ended already. */
export async function revokeToken(
  tx: EventTransaction,
  { tokenId, userId }: { readonly tokenId: string; readonly userId: UserId },
  actor: Actor,
  { clock }: Pick<Parts, 'clock'>,
): Promise<void> {
  const ended = await tx.sql`
    update api_tokens set revoked_at = ${new Date(clock())}
    where id = ${tokenId} and user_id = ${userId} and revoked_at is null`;
  if (ended.count === 0) throw new AppError('not-found', 'There is no such token.');
  tx.append({ streamId: streams.user(userId), events: [{ type: 'TokenRevoked', payload: { tokenId }, actor }] });
}

/** A person's tokens that still work, oldest first. */
export async function listTokens(sql: Sql, userId: UserId): Promise<TokenSummary[]> {
  const rows = await sql<{ id: string; name: string; created_at: Date; last_used_at: Date | null }[]>`
    select id, name, created_at, last_used_at from api_tokens
    where user_id = ${userId} and revoked_at is null order by created_at, id`;
  return rows.map((row) => ({
    tokenId: row.id,
    name: row.name,
    createdAt: row.created_at.toISOString(),
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
  }));
}

/** Makes a one-time sign-in link's token: good for one sign-in within 15 minutes. */
export async function createSignInLink(
  tx: EventTransaction,
  userId: UserId,
  actor: Actor,
  { clock, random }: Parts,
): Promise<string> {
  const tokenId = uuidV7(clock(), random);
  const token = randomToken();
  const now = clock();
  const [person] = await tx.sql`select 1 from "user" where id = ${userId}`;
  if (!person) throw new AppError('not-found', 'There is no such person.');
  await tx.sql`delete from verification where "expiresAt" < ${new Date(now)}`;
  await tx.sql`
    insert into verification (id, identifier, value, "expiresAt")
    values (${tokenId}, ${linkIdentifier(token)}, ${userId}, ${new Date(now + SIGN_IN_LINK_MINUTES * 60_000)})`;
  appendCreated(tx, tokenId, userId, actor);
  return token;
}

function appendCreated(tx: EventTransaction, tokenId: string, userId: UserId, actor: Actor): void {
  tx.append({
    streamId: streams.user(userId),
    events: [{ type: 'TokenCreated', payload: { tokenId, userId }, actor }],
  });
}
