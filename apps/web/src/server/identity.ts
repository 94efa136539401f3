import type { Identity } from '@scholia/auth';
import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { cache } from 'react';
import { runtime } from './runtime.ts';

/** Who asks for this page; asked of the database once per request. Throws when the database is away. */
export const identity = cache(async (): Promise<Identity | null> => {
  return await runtime().services.authenticate({ headers: await headers(), url: '/' });
});

/** The person, or off to the sign-in page and back to `path` after it. */
export async function requireIdentity(path: string): Promise<Identity> {
  const found = await identity();
  if (found) return found;
  redirect(path === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(path)}`);
}
