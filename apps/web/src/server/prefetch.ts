import type { AppRouter } from '@scholia/api';
import type { Identity } from '@scholia/auth';
import { isAppError } from '@scholia/core';
import { dehydrate, QueryClient } from '@tanstack/react-query';
import { createTRPCOptionsProxy, type TRPCOptionsProxy } from '@trpc/tanstack-react-query';
import { notFound } from 'next/navigation';
import { runtime } from './runtime.ts';

/** What a page starts with, so that it arrives filled instead of loading. */
export interface Prefetched {
  readonly state: ReturnType<typeof dehydrate>;
  /** The log's head before anything was read. */
  readonly head: string;
}

/**
 * Reads a page's data on the server, as this person, with the queries that the browser will use. Something that does not
 * exist, or that this person may not see, is the not-found page either way.
 */
export async function prefetch(
  user: Identity,
  read: (trpc: TRPCOptionsProxy<AppRouter>, client: QueryClient) => Promise<unknown>,
): Promise<Prefetched> {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: 60_000 } } });
  const { services, router } = runtime();
  const ctx = { services, user };
  const trpc = createTRPCOptionsProxy<AppRouter>({ ctx, router, queryClient: client });
  const head = String(await services.events.head());
  try {
    await read(trpc, client);
  } catch (error) {
    const cause = error instanceof Error ? (error.cause ?? error) : error;
    if (isAppError(cause) && ['not-found', 'not-permitted', 'bad-request'].includes(cause.code)) notFound();
    throw error;
  }
  return { state: dehydrate(client), head };
}
