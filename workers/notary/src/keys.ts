import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Services } from '@scholia/api/services';
import { toBase64, utf8ToBytes } from '@scholia/core';
import { type StoredEvent, streams } from '@scholia/domain';
import { encodeVerifierKey, newSigningKey, type Signer, signerOf } from '@scholia/ledger';

const actor = { type: 'system', name: 'notary' } as const;

type KeyEvent = StoredEvent<'LogKeyAdopted'>;

/** What a former key signs to hand over to the next. */
export function endorsementText(key: string): string {
  return `scholia key rotation\n${key}\n`;
}

/**
 * The key that signs the log `origin`, as the log itself says: made and announced when there is none yet. A key that the log does
 * not know (another folder, a lost file) is announced as a new one, without the former one's endorsement, which verification will say.
 */
export async function loadSigner(services: Services, folder: string, origin: string): Promise<Signer> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const adopted = await lastAdopted(services);
  // A rotation that died between the log and the folder: the log decides.
  const next = await readKey(nextFile(folder), origin);
  if (next && adopted?.payload.key === encodeVerifierKey(next.key)) await rename(nextFile(folder), keyFile(folder));
  else await rm(nextFile(folder), { force: true });
  const found = await readKey(keyFile(folder), origin);
  const signer = found ?? (await writeKey(keyFile(folder), origin));
  const key = encodeVerifierKey(signer.key);
  if (adopted?.payload.key !== key)
    await announce(services, { key, previousKey: adopted?.payload.key ?? null, endorsement: null });
  return signer;
}

/** Goes over to a new key, endorsed by the former one. Answers with the new key. */
export async function rotateKey(services: Services, folder: string, origin: string): Promise<string> {
  const former = await loadSigner(services, folder, origin);
  const signer = await writeKey(nextFile(folder), origin);
  const key = encodeVerifierKey(signer.key);
  const endorsement = toBase64(await former.sign(utf8ToBytes(endorsementText(key))));
  await announce(services, { key, previousKey: encodeVerifierKey(former.key), endorsement });
  await rename(nextFile(folder), keyFile(folder));
  return key;
}

const keyFile = (folder: string) => join(folder, 'signing-key.pem');
const nextFile = (folder: string) => join(folder, 'signing-key.next.pem');

async function lastAdopted({ events }: Services): Promise<KeyEvent | undefined> {
  const all = await events.read({ after: 0n, limit: 1000, streamId: streams.log(), types: ['LogKeyAdopted'] });
  return all.at(-1) as KeyEvent | undefined;
}

async function announce({ events }: Services, payload: KeyEvent['payload']): Promise<void> {
  await events.append({ streamId: streams.log(), events: [{ type: 'LogKeyAdopted', payload, actor }] });
}

async function readKey(file: string, origin: string): Promise<Signer | undefined> {
  const pem = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (pem === undefined) return undefined;
  const der = Buffer.from(pem.replace(/-----[^-]*-----/g, '').replace(/\s/g, ''), 'base64');
  return await signerOf(origin, new Uint8Array(der));
}

/** Durable before anything is signed with it, and for its owner only. */
async function writeKey(path: string, origin: string): Promise<Signer> {
  const pkcs8 = await newSigningKey();
  const body = toBase64(pkcs8).replace(/.{64}(?=.)/g, '$&\n');
  const file = await open(path, 'w', 0o600);
  try {
    await file.writeFile(`-----BEGIN PRIVATE KEY-----\n${body}\n-----END PRIVATE KEY-----\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  return await signerOf(origin, pkcs8);
}
