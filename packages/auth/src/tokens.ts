import { createHash, randomBytes } from 'node:crypto';

/** Prefix of every API token, so that one pasted into a public place can be recognised as such. */
export const TOKEN_PREFIX = 'scholia_';

/** 256 random bits as base64url: cannot be guessed, so a plain SHA-256 of it is a safe thing to store. */
export function randomToken(prefix = ''): string {
  return prefix + randomBytes(32).toString('base64url');
}

/** What is stored in place of a token: lower-case hex of its SHA-256. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
