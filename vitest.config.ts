import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{apps,packages,workers,db,tooling}/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/.next/**', 'apps/web/e2e/**'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    reporters: ['default'],
  },
});
