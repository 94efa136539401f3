import { createHash, hash } from 'node:crypto';
import type { Sha256 } from './merkle/hash.ts';

/** Small inputs are put together here: hashing in one call costs half of what a hash object does. */
const scratch = new Uint8Array(16 * 1024);

/** Node's own, several times as fast as the portable one. */
export const nodeSha256: Sha256 = (...parts) => {
  let length = 0;
  for (const part of parts) length += part.length;
  if (length > scratch.length) {
    const whole = createHash('sha256');
    for (const part of parts) whole.update(part);
    return new Uint8Array(whole.digest());
  }
  let at = 0;
  for (const part of parts) {
    scratch.set(part, at);
    at += part.length;
  }
  return new Uint8Array(hash('sha256', scratch.subarray(0, length), 'buffer'));
};
