export { compareSpec } from './spec.ts';
export { createTestDatabase, type TestDatabase } from './test-database.ts';
