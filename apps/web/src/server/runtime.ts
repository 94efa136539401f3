import { must } from '@scholia/core';
import type { Services } from '@scholia/api/services';

const KEY = Symbol.for('scholia.services');

/** `server.ts` runs outside Next's bundles: what it made is handed over through the process, made once, shared by all. */
export function provideServices(services: Services): void {
  Reflect.set(globalThis, KEY, services);
}

/** The services of this process. Throws when Next runs without `server.ts`. */
export function services(): Services {
  const found: Services | undefined = Reflect.get(globalThis, KEY);
  return must(found, 'start the app with `node --import tsx apps/web/server.ts`, not with `next`');
}
