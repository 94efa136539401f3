import type { AppRouter, Services } from '@scholia/api';
import { must } from '@scholia/core';

/**
 * What lies behind the pages. `server.ts` makes it once, outside of Next's bundles: what Next bundles is a copy of each
 * module, and a copied backend would be slow to build and have a second of everything.
 */
export interface Runtime {
  readonly services: Services;
  readonly router: AppRouter;
  /** Answers /api/trpc/*, subscriptions included. */
  readonly handleTrpc: (request: Request) => Promise<Response>;
  /** Answers /api/v1/*. */
  readonly handleRest: (request: Request) => Promise<Response>;
}

const KEY = Symbol.for('scholia.runtime');

/** Hands the runtime to Next's route handlers and server components, which share this process. */
export function provideRuntime(runtime: Runtime): void {
  Reflect.set(globalThis, KEY, runtime);
}

/** Throws when Next runs without `server.ts`. */
export function runtime(): Runtime {
  const found: Runtime | undefined = Reflect.get(globalThis, KEY);
  return must(found, 'start the app as `npm start` does, not with `next`');
}
