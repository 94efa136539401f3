import { readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

/** Where a request can change something, and which registry a test walks for its events and denials. */
const HANDLERS: Readonly<Record<string, string>> = {
  'api/auth/[...all]': 'AUTH_ROUTES: packages/auth/src/auth.pg.test.ts',
  'api/trpc/[trpc]': 'appRouter: packages/api/src/commands.pg.test.ts',
  'api/v1/[[...path]]': 'ROUTES: packages/api/src/commands.pg.test.ts',
  'sign-in/link': 'AUTH_ROUTES: it redeems the link as POST /sign-in/link does',
};

it('no route handler is outside of the registries whose events are tested', () => {
  const app = fileURLToPath(new URL('../app', import.meta.url));
  const handlers = readdirSync(app, { recursive: true, encoding: 'utf8' }).filter((path) =>
    /(^|\/)route\.tsx?$/.test(path),
  );
  expect(handlers.map((path) => dirname(path)).sort()).toEqual(Object.keys(HANDLERS).sort());
});
