import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, concatBytes, hexToBytes } from '@noble/hashes/utils.js';
import type { Brand } from './brand.ts';

/** Lower-case hex of a SHA-256, 64 characters. */
export type Digest = Brand<string, 'Digest'>;

const DIGEST = /^[0-9a-f]{64}$/;

export function isDigest(text: string): text is Digest {
  return DIGEST.test(text);
}

/** SHA-256 of the bytes, as lower-case hex. Works in the browser and in Node, synchronously. */
export function digestOf(bytes: Uint8Array): Digest {
  return bytesToHex(sha256(bytes)) as Digest;
}

/** Base64 without line breaks (RFC 4648 section 4). */
export function toBase64(bytes: Uint8Array): string {
  if (typeof Buffer !== 'undefined')
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64');
  let binary = '';
  for (let i = 0; i < bytes.length; i += 0x8000) binary += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
  return btoa(binary);
}

export function fromBase64(text: string): Uint8Array {
  if (typeof Buffer !== 'undefined') return new Uint8Array(Buffer.from(text, 'base64'));
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

const utf8 = new TextEncoder();

export function utf8ToBytes(text: string): Uint8Array<ArrayBuffer> {
  return utf8.encode(text);
}

export { bytesToHex, concatBytes, hexToBytes, sha256 };
