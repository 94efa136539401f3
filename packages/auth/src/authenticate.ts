import { AppError, type Clock, type UserId } from '@scholia/core';
import type { Sql } from '@scholia/db';
import type { BetterAuth } from './better-auth.ts';
import type { Identity, IncomingRequest } from './identity.ts';
import { isSameOrigin } from './origin.ts';
import { hashToken, TOKEN_PREFIX } from './tokens.ts';
import { standing } from './users.ts';

/** How exactly `last_used_at` is kept. */
const USE_RESOLUTION_MS = 60_000;

export interface AuthenticateParts {
  readonly sql: Sql;
  readonly auth: BetterAuth;
  readonly baseUrl: string;
  readonly clock: Clock;
}

/**
 * Who sent this request, or null. An API token (`Authorization: Bearer`, or `?token=`) wins over a cookie, and a wrong
 * one is never excused by a good cookie. Throws AppError 'database-unavailable' when it cannot be known.
 */
export async function authenticate(request: IncomingRequest, parts: AuthenticateParts): Promise<Identity | null> {
  const token = tokenOf(request);
  if (token !== undefined) return byToken(token, parts);
  if (!request.headers.has('cookie') || !isSameOrigin(request.headers, parts.baseUrl)) return null;
  try {
    const found = await parts.auth.api.getSession({
      headers: request.headers,
      query: { disableRefresh: request.isBackground === true },
    });
    if (!found) return null;
    const { id, name, color, role } = found.user;
    return { userId: id as UserId, name, color, ...standing(role), via: 'session' };
  } catch (cause) {
    throw new AppError('database-unavailable', 'The database cannot be reached. Try again in a moment.', { cause });
  }
}

function tokenOf({ headers, url }: IncomingRequest): string | undefined {
  const authorization = headers.get('authorization');
  const bearer = authorization === null ? null : /^Bearer\s+(\S+)$/i.exec(authorization);
  if (bearer) return bearer[1];
  return new URL(url, 'http://localhost').searchParams.get('token') ?? undefined;
}

async function byToken(token: string, { sql, clock }: AuthenticateParts): Promise<Identity | null> {
  if (!token.startsWith(TOKEN_PREFIX)) return null;
  const now = new Date(clock());
  const [row] = await sql<
    { id: string; last_used_at: Date | null; user_id: UserId; name: string; color: string; role: string }[]
  >`
    select t.id, t.last_used_at, u.id as user_id, u.name, u.color, u.role
    from api_tokens t join "user" u on u.id = t.user_id
    where t.hash = ${hashToken(token)} and t.revoked_at is null`.catch((cause: unknown) => {
    throw new AppError('database-unavailable', 'The database cannot be reached. Try again in a moment.', { cause });
  });
  if (!row) return null;
  const isStale = row.last_used_at === null || now.getTime() - row.last_used_at.getTime() > USE_RESOLUTION_MS;
  if (isStale) await sql`update api_tokens set last_used_at = ${now} where id = ${row.id}`;
  return { userId: row.user_id, name: row.name, color: row.color, ...standing(row.role), via: 'token' };
}
