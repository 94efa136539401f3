export { type AuthorityOptions, openSslAuthority, type TestAuthority } from './open-ssl-authority.ts';
export { compareSpec } from './spec.ts';
export { createTestDatabase, type TestDatabase } from './test-database.ts';
