import { appRouter, createContext } from '@scholia/api';
import { fetchRequestHandler } from '@trpc/server/adapters/fetch';
import { services } from '../../../../server/runtime.ts';

const handler = (request: Request): Promise<Response> =>
  fetchRequestHandler({
    endpoint: '/api/trpc',
    req: request,
    router: appRouter,
    createContext: () => createContext(services(), request),
  });

export { handler as GET, handler as POST };
