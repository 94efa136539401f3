import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{apps,packages,workers,db,tooling}/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/.next/**', 'apps/web/e2e/**'],
    // Costs nothing until a test asks for a database.
    globalSetup: ['./packages/testing/src/global-setup.ts'],
    setupFiles: ['./packages/testing/src/fast-check-setup.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    reporters: ['default'],
  },
});
