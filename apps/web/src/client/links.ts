import type { AppRouter } from '@scholia/api';
import { httpBatchLink, httpSubscriptionLink, splitLink, TRPCClientError, type TRPCLink } from '@trpc/client';
import { observable } from '@trpc/server/observable';
import superjson from 'superjson';
import { conditions } from './use-conditions.ts';

const URL = '/api/trpc';

/** The error code of the application inside a failed request; undefined when no server answered. */
export function appCodeOf(error: unknown): string | undefined {
  if (!(error instanceof TRPCClientError)) return undefined;
  const data: { appCode?: string | undefined; code?: string } | null | undefined = error.data;
  return data?.appCode ?? data?.code;
}

/** Learns from every answer whether the session, the database and the server are there. */
const watchConditions: TRPCLink<AppRouter> = () => {
  return ({ next, op }) =>
    observable((observer) =>
      next(op).subscribe({
        next(value) {
          // A stream opens before it is known who listens: that alone says nothing.
          if (op.type !== 'subscription') conditions.answered();
          observer.next(value);
        },
        error(error) {
          if (error.cause?.name !== 'AbortError') conditions.failed(appCodeOf(error));
          observer.error(error);
        },
        complete: () => observer.complete(),
      }),
    );
};

export function links(): TRPCLink<AppRouter>[] {
  return [
    watchConditions,
    splitLink({
      condition: (op) => op.type === 'subscription',
      true: httpSubscriptionLink({ url: URL, transformer: superjson }),
      false: httpBatchLink({ url: URL, transformer: superjson, maxURLLength: 4000 }),
    }),
  ];
}
