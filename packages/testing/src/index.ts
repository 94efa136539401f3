export { compareSpec } from './spec.ts';
export { createTestDatabase, type TestDatabase } from './test-database.ts';
export { openSslAuthority } from './time-stamping.ts';
