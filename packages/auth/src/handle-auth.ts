import { AppError, type Clock, ERROR_CODES, isAppError, type Random, type UserId } from '@scholia/core';
import { type Actor, type Denial, type DenialBook, denialEvent, streams } from '@scholia/domain';
import type { EventStore, EventTransaction } from '@scholia/event-store';
import { z } from 'zod';
import type { BetterAuth } from './better-auth.ts';
import { confirmIdentity } from './confirm-identity.ts';
import type { AuthDatabase } from './database.ts';
import { isSameOrigin } from './origin.ts';
import { setFirstPassword } from './set-password.ts';
import { SIGN_IN_LINK_MINUTES, SIGN_IN_LINK_PATH } from './sign-in-link.ts';
import type { SignInThrottle } from './throttle.ts';
import { hashToken } from './tokens.ts';

const BASE_PATH = '/api/auth';
const AUTH_SYSTEM: Actor = { type: 'system', name: 'auth' };
/** A sign-in request is a few hundred bytes. */
const MAX_BODY = 10_000;

export interface AuthHandlerParts {
  readonly baseUrl: string;
  readonly auth: BetterAuth;
  readonly database: AuthDatabase;
  readonly events: EventStore;
  readonly throttle: SignInThrottle;
  readonly denials: DenialBook;
  readonly clock: Clock;
  readonly random: Random;
}

/** Answers /api/auth/*; a fault of the outside world becomes the status that it has everywhere. */
export async function handleAuth(request: Request, parts: AuthHandlerParts): Promise<Response> {
  try {
    return await answerAuth(request, parts);
  } catch (error) {
    if (!isAppError(error)) throw error;
    return problem(ERROR_CODES[error.code].http, error.code, error.message);
  }
}

type Route = (request: Request, parts: AuthHandlerParts) => Promise<Response>;

/** Only these routes exist: whatever else better-auth could do would change something without an event. */
export const AUTH_ROUTES: Readonly<Record<string, Route>> = {
  'POST /sign-in/email': (request, parts) => signIn(request, 'password', parts),
  [`POST ${SIGN_IN_LINK_PATH}`]: (request, parts) => signIn(request, 'link', parts),
  'GET /get-session': (request, { auth }) => auth.handler(request),
  'POST /sign-out': (request, parts) => changeOwn(request, 'SignedOut', parts),
  'POST /change-password': (request, parts) => changeOwn(request, 'PasswordChanged', parts),
  'POST /set-password': setPassword,
  'POST /confirm': confirm,
};

/** The answer itself; throws AppError. */
export async function answerAuth(request: Request, parts: AuthHandlerParts): Promise<Response> {
  if (!isSameOrigin(request.headers, parts.baseUrl)) return problem(403, 'OTHER_ORIGIN', 'Sign in on Scholia itself.');
  const route = `${request.method} ${new URL(request.url).pathname.slice(BASE_PATH.length)}`;
  if (Object.hasOwn(AUTH_ROUTES, route)) return AUTH_ROUTES[route](request, parts);
  return problem(404, 'NOT_FOUND', 'There is no such page.');
}

async function signIn(
  request: Request,
  method: 'password' | 'link',
  { auth, database, events, throttle }: AuthHandlerParts,
): Promise<Response> {
  const body = await request.text();
  if (body.length > MAX_BODY) return problem(413, 'TOO_LARGE', 'The request is too large.');
  const account = method === 'password' ? accountKey(body) : undefined;
  const waitMs = account === undefined ? 0 : throttle.waitMs(account);
  if (waitMs > 0) return tooMany(waitMs, 'Too many attempts. You can also ask for a link.');
  const { result } = await events.transact(async (tx) => {
    // A fresh request each time: the transaction may be repeated, and a body can be read only once.
    const attempt = new Request(request.url, { method: 'POST', headers: request.headers, body });
    const response = await database.within(tx.sql, () => auth.handler(attempt));
    refuseFault(response);
    const userId = response.ok ? await signedInUser(response) : undefined;
    if (userId === undefined) {
      tx.append({
        streamId: streams.security(),
        events: [{ type: 'SignInFailed', payload: { method }, actor: AUTH_SYSTEM }],
      });
    } else {
      tx.append({
        streamId: streams.user(userId),
        events: [{ type: 'SignedIn', payload: { userId, method }, actor: { type: 'user', userId } }],
      });
    }
    return response;
  });
  if (account !== undefined) {
    if (result.ok) throttle.succeeded(account);
    else throttle.failed(account);
  }
  return result;
}

/** What somebody does to their own account: done, and told in the log, in one transaction. */
async function changeOwn(
  request: Request,
  type: 'SignedOut' | 'PasswordChanged',
  parts: AuthHandlerParts,
): Promise<Response> {
  const { auth, database, events } = parts;
  const body = await request.text();
  if (body.length > MAX_BODY) return problem(413, 'TOO_LARGE', 'The request is too large.');
  const { headers } = request;
  const { result } = await events.transact(async (tx) =>
    database.within(tx.sql, async () => {
      const session = await auth.api.getSession({ headers, query: { disableRefresh: true } });
      const attempt = new Request(request.url, { method: 'POST', headers, body: body || null });
      const response = await auth.handler(attempt);
      refuseFault(response);
      const userId = session?.user.id as UserId | undefined;
      if (userId === undefined) return response;
      if (await isWrongPassword(response))
        tellDenial(tx, userId, { capability: 'password.change', subject: streams.user(userId) }, parts);
      if (response.ok) {
        tx.append({
          streamId: streams.user(userId),
          events: [{ type, payload: { userId }, actor: { type: 'user', userId } }],
        });
      }
      return response;
    }),
  );
  return result;
}

/** The current password, which takes knowing to change it. */
async function isWrongPassword(response: Response): Promise<boolean> {
  if (response.status !== 400) return false;
  const answer = (await response.clone().json()) as { code?: string } | null;
  return answer?.code === 'INVALID_PASSWORD';
}

const ownPassword = z.object({ password: z.string().min(1).max(200) });
const newPassword = z.object({ password: z.string().min(10).max(200) });

/** Somebody who is signed in proves again who they are, to sign with it. */
async function confirm(request: Request, parts: AuthHandlerParts): Promise<Response> {
  const { auth, events, throttle } = parts;
  const session = await auth.api.getSession({ headers: request.headers });
  if (!session) return signedOut();
  const parsed = ownPassword.safeParse(await jsonOf(request));
  if (!parsed.success) return problem(400, 'BAD_REQUEST', 'Enter your password.');
  const account = hashToken(session.user.email);
  const waitMs = throttle.waitMs(account);
  if (waitMs > 0) return tooMany(waitMs, 'Too many attempts.');
  const who = { userId: session.user.id as UserId, password: parsed.data.password };
  const { result } = await events.transact((tx) => confirmIdentity(tx, who, parts));
  if (result) throttle.succeeded(account);
  else throttle.failed(account);
  return result ? Response.json(result) : problem(403, 'WRONG_PASSWORD', 'That is not your password.');
}

async function setPassword(request: Request, parts: AuthHandlerParts): Promise<Response> {
  const session = await parts.auth.api.getSession({ headers: request.headers });
  if (!session) return signedOut();
  const parsed = newPassword.safeParse(await jsonOf(request));
  if (!parsed.success) return problem(400, 'BAD_REQUEST', 'A password has 10 to 200 characters.');
  const who = { userId: session.user.id as UserId, startedAt: session.session.createdAt };
  const { result } = await parts.events.transact(async (tx) => {
    const refusal = await setFirstPassword(tx, who, parsed.data.password, parts);
    const denial = { capability: 'password.set', subject: streams.user(who.userId) };
    if (refusal) tellDenial(tx, who.userId, denial, parts);
    return refusal;
  });
  switch (result) {
    case undefined:
      return Response.json({});
    case 'has-password':
      return problem(409, 'HAS_PASSWORD', 'You have a password: change that one.');
    case 'session-too-old':
      return problem(
        403,
        'SESSION_TOO_OLD',
        `Sign in anew with a link, and set the password within ${SIGN_IN_LINK_MINUTES} minutes.`,
      );
  }
}

function tellDenial(
  tx: EventTransaction,
  userId: UserId,
  denial: Denial,
  { denials, clock }: Pick<AuthHandlerParts, 'denials' | 'clock'>,
): void {
  if (denials.isNew(userId, denial, clock()))
    tx.append({ streamId: streams.security(), events: [denialEvent(userId, denial)] });
  tx.afterPositions(async () => denials.note(userId, denial, clock()));
}

const signedOut = () => problem(401, 'SIGNED_OUT', 'Sign in first.');

async function jsonOf(request: Request): Promise<unknown> {
  const body = await request.text();
  try {
    return body.length > MAX_BODY ? undefined : JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** Throws AppError 'database-unavailable', so that nothing of the transaction stays, when better-auth could not answer. */
function refuseFault({ status }: Response): void {
  if (status < 500) return;
  throw new AppError('database-unavailable', 'The database cannot be reached. Try again in a moment.');
}

async function signedInUser(response: Response): Promise<UserId | undefined> {
  const answer = (await response.clone().json()) as { user?: { id?: string } } | null;
  return answer?.user?.id as UserId | undefined;
}

/** A hash that stands for the account which a password attempt names. */
function accountKey(body: string): string | undefined {
  try {
    const { email } = JSON.parse(body) as { email?: unknown };
    return typeof email === 'string' ? hashToken(email.trim().toLowerCase()) : undefined;
  } catch {
    return undefined;
  }
}

function tooMany(waitMs: number, message: string): Response {
  const minutes = Math.ceil(waitMs / 60_000);
  const again = { 'retry-after': String(Math.ceil(waitMs / 1000)) };
  return problem(429, 'TOO_MANY_ATTEMPTS', `${message} Try again in ${minutes} minutes.`, again);
}

function problem(status: number, code: string, message: string, headers: Record<string, string> = {}): Response {
  return Response.json({ code, message }, { status, headers });
}
