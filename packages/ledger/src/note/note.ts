import {
  AppError,
  concatBytes,
  fromBase64,
  bytesToHex as hex,
  toBase64,
  hexToBytes as unhex,
  utf8ToBytes,
} from '@scholia/core';
import { portableSha256 } from '../merkle/hash.ts';

// C2SP signed notes (https://c2sp.org/signed-note): a text, an empty line, and a line for each signature over the text.

const ED25519 = 1;
const KEY_BYTES = 32;
const SIGNATURE_LINE = /^\u2014 ([^\s+]+) ([A-Za-z0-9+/]+=*)$/;

/** A public key under a name: `<name>+<hash>+<base64>`. */
export interface VerifierKey {
  readonly name: string;
  /** Ed25519, 32 bytes. */
  readonly publicKey: Uint8Array;
  /** First 4 bytes of SHA-256(name, line feed, algorithm, key): tells keys apart, and is no proof of anything. */
  readonly id: string;
}

export interface NoteSignature {
  readonly name: string;
  readonly id: string;
  readonly signature: Uint8Array;
}

export interface SignedNote {
  /** With its final line feed: the bytes that are signed. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

/** Signs bytes; the private key may be in a file, another process or a device. */
export interface Signer {
  readonly key: VerifierKey;
  sign(bytes: Uint8Array): Promise<Uint8Array>;
}

export function verifierKey(name: string, publicKey: Uint8Array): VerifierKey {
  if (!/^[^\s+]+$/.test(name)) throw new AppError('bad-request', 'The name of a key has no space and no "+".');
  if (publicKey.length !== KEY_BYTES) throw new AppError('bad-request', 'An Ed25519 public key has 32 bytes.');
  const hash = portableSha256(utf8ToBytes(`${name}\n`), Uint8Array.of(ED25519), publicKey);
  return { name, publicKey, id: hex(hash.subarray(0, 4)) };
}

export function encodeVerifierKey({ name, id, publicKey }: VerifierKey): string {
  return `${name}+${id}+${toBase64(concatBytes(Uint8Array.of(ED25519), publicKey))}`;
}

/** Errors: 'bad-request' when it is no such key. */
export function parseVerifierKey(text: string): VerifierKey {
  const [name, id, ...rest] = text.trim().split('+');
  const bytes = fromBase64(rest.join('+'));
  if (name && bytes.length === KEY_BYTES + 1 && bytes[0] === ED25519) {
    const key = verifierKey(name, bytes.subarray(1));
    if (key.id === id) return key;
  }
  throw new AppError('bad-request', 'This is not a verifier key: name+hash+base64, as `scholia audit key` prints it.');
}

export async function signNote(text: string, signers: readonly Signer[]): Promise<string> {
  if (!text.endsWith('\n')) throw new Error('bug: a note ends with a line feed');
  const lines = await Promise.all(
    signers.map(async ({ key, sign }) => {
      const bytes = concatBytes(unhex(key.id), await sign(utf8ToBytes(text)));
      return `\u2014 ${key.name} ${toBase64(bytes)}\n`;
    }),
  );
  return `${text}\n${lines.join('')}`;
}

/** Reads without checking anything. Undefined when it is not a signed note. */
export function parseNote(note: string): SignedNote | undefined {
  const at = note.lastIndexOf('\n\n');
  if (at < 0 || !note.endsWith('\n')) return undefined;
  const signatures = note
    .slice(at + 2, -1)
    .split('\n')
    .map((line) => {
      const match = SIGNATURE_LINE.exec(line);
      const bytes = match && fromBase64(match[2]);
      return bytes && bytes.length > 4
        ? { name: match[1], id: hex(bytes.subarray(0, 4)), signature: bytes.subarray(4) }
        : undefined;
    });
  const good = signatures.filter((one) => one !== undefined);
  return good.length === signatures.length && good.length > 0
    ? { text: note.slice(0, at + 1), signatures: good }
    : undefined;
}

/** Which of the keys have signed the note. A signature of a known key that does not hold makes it an empty list. */
export async function signersOf(note: SignedNote, keys: readonly VerifierKey[]): Promise<VerifierKey[]> {
  const signed: VerifierKey[] = [];
  for (const { name, id, signature } of note.signatures) {
    const key = keys.find((one) => one.name === name && one.id === id);
    if (!key) continue;
    if (!(await verifyEd25519(key.publicKey, signature, utf8ToBytes(note.text)))) return [];
    signed.push(key);
  }
  return signed;
}

/** By WebCrypto, which Node and browsers have. */
export async function verifyEd25519(publicKey: Uint8Array, signature: Uint8Array, bytes: Uint8Array): Promise<boolean> {
  const key = await crypto.subtle.importKey('raw', own(publicKey), { name: 'Ed25519' }, false, ['verify']);
  return await crypto.subtle.verify({ name: 'Ed25519' }, key, own(signature), own(bytes));
}

/** A signer whose private key this process holds. `pkcs8`: DER, as `newSigningKey` makes it. Errors: 'bad-request'. */
export async function signerOf(name: string, pkcs8: Uint8Array): Promise<Signer> {
  const bad = (cause: unknown) =>
    new AppError('bad-request', 'This is not an Ed25519 private key (PKCS 8).', { cause });
  const load = crypto.subtle.importKey('pkcs8', own(pkcs8), { name: 'Ed25519' }, true, ['sign']);
  const key = await load.catch((error: unknown) => {
    throw bad(error);
  });
  const { x } = await crypto.subtle.exportKey('jwk', key);
  const publicKey = fromBase64((x ?? '').replaceAll('-', '+').replaceAll('_', '/'));
  return {
    key: verifierKey(name, publicKey),
    sign: async (bytes) => new Uint8Array(await crypto.subtle.sign({ name: 'Ed25519' }, key, own(bytes))),
  };
}

export async function newSigningKey(): Promise<Uint8Array> {
  const pair = await crypto.subtle.generateKey({ name: 'Ed25519' }, true, ['sign', 'verify']);
  if (!('privateKey' in pair)) throw new Error('bug: Ed25519 makes pairs of keys');
  return new Uint8Array(await crypto.subtle.exportKey('pkcs8', pair.privateKey));
}

/** Bytes in a buffer of their own, which is what WebCrypto's types ask for. */
const own = (bytes: Uint8Array) => new Uint8Array(bytes);
