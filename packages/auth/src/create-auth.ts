import type { Clock, Random, UserId } from '@scholia/core';
import type { Sql } from '@scholia/db';
import { type Actor, DenialBook } from '@scholia/domain';
import type { EventStore, EventTransaction } from '@scholia/event-store';
import * as tokens from './api-tokens.ts';
import { authenticate } from './authenticate.ts';
import { buildBetterAuth } from './better-auth.ts';
import { hasPassword, spendConfirmation } from './confirm-identity.ts';
import { AuthDatabase } from './database.ts';
import { answerAuth, handleAuth } from './handle-auth.ts';
import type { Identity, IncomingRequest } from './identity.ts';
import { SIGN_IN_LINK_PATH } from './sign-in-link.ts';
import { SignInThrottle } from './throttle.ts';
import * as users from './users.ts';

export interface AuthOptions {
  readonly sql: Sql;
  readonly events: EventStore;
  readonly secret: string;
  /** Where browsers reach the server, without a path. */
  readonly baseUrl: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: (line: Readonly<Record<string, string>>) => void;
}

/** Who people are, and how they prove it. What changes something takes the caller's event transaction. */
export interface Auth {
  /** Answers /api/auth/*: sign-in/email, sign-in/link, sign-out, get-session, change-password, set-password, confirm. */
  handle(request: Request): Promise<Response>;
  authenticate(request: IncomingRequest): Promise<Identity | null>;
  addUser(tx: EventTransaction, person: users.NewPerson, actor: Actor): Promise<UserId>;
  listUsers(): Promise<users.Person[]>;
  createSignInLink(tx: EventTransaction, userId: UserId, actor: Actor): Promise<string>;
  /** Spends a sign-in link. The response carries the session cookie, or is a 401. Throws 'database-unavailable'. */
  redeemSignInLink(token: string, headers?: Headers): Promise<Response>;
  createToken(
    tx: EventTransaction,
    owner: { readonly userId: UserId; readonly name: string },
    actor: Actor,
  ): Promise<{ tokenId: string; token: string }>;
  revokeToken(
    tx: EventTransaction,
    token: { readonly tokenId: string; readonly userId: UserId },
    actor: Actor,
  ): Promise<void>;
  listTokens(userId: UserId): Promise<tokens.TokenSummary[]>;
  /** Without one, somebody cannot confirm who they are, and so not sign. */
  hasPassword(userId: UserId): Promise<boolean>;
  /** Spends what `confirm` gave, for one signature. Throws AppError 'signature-required'. */
  spendConfirmation(
    tx: EventTransaction,
    given: { readonly userId: UserId; readonly confirmation: string },
  ): Promise<void>;
}

export function createAuth(options: AuthOptions): Auth {
  const { sql, events, baseUrl, clock, random } = options;
  const database = new AuthDatabase(sql);
  const auth = buildBetterAuth({ ...options, database });
  const throttle = new SignInThrottle(clock);
  const parts = { baseUrl, auth, database, events, throttle, denials: new DenialBook(), clock, random };
  return {
    handle: (request) => handleAuth(request, parts),
    authenticate: (request) => authenticate(request, { sql, auth, baseUrl, clock }),
    addUser: (tx, person, actor) => users.addUser(tx, person, actor, { auth, database, clock, random }),
    listUsers: () => users.listUsers(sql),
    createSignInLink: (tx, userId, actor) => tokens.createSignInLink(tx, userId, actor, { clock, random }),
    redeemSignInLink: (token, headers) => {
      const sent = new Headers({ 'content-type': 'application/json', origin: new URL(baseUrl).origin });
      const agent = headers?.get('user-agent');
      if (agent) sent.set('user-agent', agent);
      const url = new URL(`/api/auth${SIGN_IN_LINK_PATH}`, baseUrl);
      return answerAuth(new Request(url, { method: 'POST', headers: sent, body: JSON.stringify({ token }) }), parts);
    },
    createToken: (tx, owner, actor) => tokens.createToken(tx, owner, actor, { clock, random }),
    revokeToken: (tx, token, actor) => tokens.revokeToken(tx, token, actor, { clock }),
    listTokens: (userId) => tokens.listTokens(sql, userId),
    hasPassword: (userId) => hasPassword(userId, { auth }),
    spendConfirmation: (tx, given) => spendConfirmation(tx, given, { clock }),
  };
}
