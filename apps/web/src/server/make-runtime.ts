import { appRouter, createContext, handleRest, type Services } from '@scholia/api';
import { fetchRequestHandler } from '@trpc/server/adapters/fetch';
import type { Runtime } from './runtime.ts';

/** The API's doors over one set of services. Imported by `server.ts` only, never from Next's side. */
export function makeRuntime(services: Services): Runtime {
  return {
    services,
    router: appRouter,
    handleRest: (request) => handleRest(request, services),
    handleTrpc: (request) =>
      fetchRequestHandler({
        endpoint: '/api/trpc',
        req: request,
        router: appRouter,
        createContext: () => createContext(services, request),
      }),
  };
}
