import { defineConfig } from 'vitest/config';

/** No database, no process, no state that a test could leave behind for the next. */
const PURE = [
  ...['core', 'geometry', 'volume', 'domain', 'collab', 'segmentation', 'metrics', 'autodiff', 'models', 'formats'],
  ...['demo', 'tools', 'viewer', 'ledger'],
].map((name) => `packages/${name}/**/*.test.ts`);

export default defineConfig({
  test: {
    // Costs nothing until a test asks for a database.
    globalSetup: ['./packages/testing/src/global-setup.ts'],
    setupFiles: ['./packages/testing/src/fast-check-setup.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    reporters: ['default'],
    projects: [
      {
        extends: true,
        test: {
          name: 'apart',
          include: ['{apps,packages,workers,db,tooling}/**/*.test.ts'],
          exclude: ['**/node_modules/**', '**/.next/**', 'apps/web/e2e/**', ...PURE],
        },
      },
      // One process for many files: each would load and warm up the same code.
      { extends: true, test: { name: 'pure', include: PURE, exclude: ['**/node_modules/**'], isolate: false } },
    ],
  },
});
