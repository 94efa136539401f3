export type { TokenSummary } from './api-tokens.ts';
export { type Auth, type AuthOptions, createAuth } from './create-auth.ts';
export type { Identity, IncomingRequest } from './identity.ts';
export { colorOf, PALETTE } from './palette.ts';
export { loadSecret } from './secret.ts';
export { SIGN_IN_LINK_MINUTES } from './sign-in-link.ts';
export { TOKEN_PREFIX } from './tokens.ts';
export type { NewPerson, Person } from './users.ts';
