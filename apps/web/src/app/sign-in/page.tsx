import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { safeNext } from '../../client/sign-in.ts';
import { identity } from '../../server/identity.ts';
import { SignInPage } from '../../sign-in/SignInPage.tsx';

export const metadata: Metadata = { title: 'Sign in' };

type Search = Promise<Readonly<Record<string, string | string[] | undefined>>>;

export default async function Page({ searchParams }: { readonly searchParams: Search }) {
  const { next, problem } = await searchParams;
  const target = safeNext(typeof next === 'string' ? next : undefined);
  if (await identity().catch(() => null)) redirect(target);
  return <SignInPage next={target} problem={typeof problem === 'string' ? problem : undefined} />;
}
