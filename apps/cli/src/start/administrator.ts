import { firstAdministrator } from '@scholia/api';
import type { Services } from '@scholia/api/services';
import type { Identity } from '@scholia/auth';
import { must } from '@scholia/core';

const ACTOR = { type: 'system', name: 'start' } as const;

/** The organisation's administrator; made when there is none, without a password: a sign-in link lets them in. */
export async function ensureAdministrator(services: Services): Promise<Identity> {
  const known = await firstAdministrator(services);
  if (known) return known;
  const person = { email: 'admin@scholia.local', name: 'Administrator', isAdmin: true };
  await services.events.transact((tx) => services.auth.addUser(tx, person, ACTOR));
  return must(await firstAdministrator(services), 'an administrator was just made');
}

/** A link that signs this person in once. */
export async function signInLink(services: Services, { userId }: Pick<Identity, 'userId'>): Promise<string> {
  const { result } = await services.events.transact((tx) => services.auth.createSignInLink(tx, userId, ACTOR));
  return `${services.baseUrl}/sign-in/link?token=${result}`;
}
