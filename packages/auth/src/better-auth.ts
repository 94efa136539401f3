import { type Clock, type Random, uuidV7 } from '@scholia/core';
import { schema } from '@scholia/db';
import { betterAuth } from 'better-auth';
import { drizzleAdapter } from 'better-auth/adapters/drizzle';
import type { AuthDatabase } from './database.ts';
import { ownHosts } from './origin.ts';
import { signInLinkPlugin } from './sign-in-link.ts';

const DAY_SECONDS = 24 * 60 * 60;

export interface BetterAuthOptions {
  readonly database: AuthDatabase;
  readonly secret: string;
  /** Where browsers reach the server, e.g. https://scholia.example.org. Cookies are `Secure` when it is https. */
  readonly baseUrl: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: (line: Readonly<Record<string, string>>) => void;
}

/** better-auth as we use it: e-mail and password, sessions in cookies, nobody signs up by themselves. */
export function buildBetterAuth({ database, secret, baseUrl, clock, random, log }: BetterAuthOptions) {
  return betterAuth({
    appName: 'Scholia',
    baseURL: baseUrl,
    basePath: '/api/auth',
    secret,
    database: drizzleAdapter(database.drizzle, {
      provider: 'pg',
      schema,
    }),
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 10, maxPasswordLength: 200 },
    user: {
      additionalFields: {
        role: { type: 'string', required: true, defaultValue: 'member', input: false },
        color: { type: 'string', required: true, defaultValue: '#4477aa', input: false },
      },
    },
    session: { expiresIn: 30 * DAY_SECONDS, updateAge: DAY_SECONDS, cookieCache: { enabled: false } },
    plugins: [signInLinkPlugin(clock)],
    trustedOrigins: (request) =>
      request ? ownHosts(request.headers, baseUrl).flatMap((host) => [`http://${host}`, `https://${host}`]) : [],
    // Failures are counted per account in sign-in.ts: behind a proxy everybody may share one address.
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    // Its messages name no person; its arguments may, so they are dropped.
    logger: { level: 'error', log: (level, message) => log({ event: 'auth', level, message }) },
    advanced: {
      cookiePrefix: 'scholia',
      useSecureCookies: baseUrl.startsWith('https://'),
      database: { generateId: () => uuidV7(clock(), random) },
    },
  });
}

export type BetterAuth = ReturnType<typeof buildBetterAuth>;
