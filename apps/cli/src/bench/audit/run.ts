import { createWriteStream, openAsBlob } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { eventLineOf, FILES, FORMAT, openBundle, verifyBundle } from '@scholia/audit';
import { hexToBytes, type Json, toBase64, utf8ToBytes } from '@scholia/core';
import {
  canonicalEvent,
  checkpointText,
  type Envelope,
  encodeVerifierKey,
  Frontier,
  hashEvent,
  leafHash,
  NO_HASH,
  newSigningKey,
  type Signer,
  signerOf,
  signNote,
} from '@scholia/ledger';
import { nodeSha256 } from '@scholia/ledger/node';
import { configure, TextReader, ZipWriter } from '@zip.js/zip.js';
import type { AuditOptions } from '../audit.ts';
import { below, type Figure } from '../report.ts';

configure({ useWebWorkers: false });

const id = (n: number) => `01900000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
const [USER, PROJECT, IMAGE] = [id(1), id(2), id(3)] as const;
const READINGS = 50;
/** Bytes of a typical stroke. */
const STROKE = toBase64(new Uint8Array(200).map((_, at) => (at * 37) % 251));
const CHECKPOINT_EVERY = 1000;
const ORIGIN = 'scholia/bench/0';

/** A log of strokes in many readings, with a checkpoint for every 1,000 events, as a bundle on disk. */
export async function benchAudit({ events: count }: AuditOptions, log: (line: string) => void): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'scholia-bench-'));
  try {
    const file = join(folder, 'audit.zip');
    log(`Writing a bundle of ${count} events ...`);
    await writeBundle(file, count);
    const { size } = await stat(file);
    log('Verifying it ...');
    const started = performance.now();
    const result = await verifyBundle(await openBundle(await openAsBlob(file)), { sha256: nodeSha256, replay: false });
    const seconds = (performance.now() - started) / 1000;
    if (result.events !== count || result.signedUpTo !== count || result.findings.length > 0)
      throw new Error(`bug: the bundle is not intact: ${JSON.stringify(result.findings.slice(0, 3))}`);
    const perMillion = (seconds / count) * 1e6;
    return [
      below('integrity of a million events', perMillion, 30, 's', `measured on ${count} events`),
      { figure: 'events verified', value: count / seconds, unit: 'events/s' },
      { figure: 'memory of the verifier', value: process.memoryUsage.rss() / 2 ** 20, unit: 'MiB' },
      { figure: 'bundle', value: size / 2 ** 20, unit: 'MiB', comparedTo: `${result.checkpoints} checkpoints` },
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function writeBundle(file: string, count: number): Promise<void> {
  const signer = await signerOf(ORIGIN, await newSigningKey());
  const checkpoints: string[] = [];
  const zip = new ZipWriter(Writable.toWeb(createWriteStream(file)), { level: 6 });
  const lines = Readable.toWeb(Readable.from(writeEvents(count, signer, checkpoints)));
  await zip.add(FILES.events, lines as unknown as ReadableStream<Uint8Array>);
  await zip.add(FILES.checkpoints, new TextReader(checkpoints.join('')));
  await zip.add(FILES.gaps, new TextReader(''));
  const about = { projectId: null, readingId: null, from: '1', to: String(count), isWhole: true };
  const manifest = { format: FORMAT, origin: ORIGIN, ...about, madeAt: new Date().toISOString(), files: {} };
  await zip.add(FILES.manifest, new TextReader(JSON.stringify(manifest)));
  await zip.close();
}

async function* writeEvents(count: number, signer: Signer, checkpoints: string[]): AsyncGenerator<Uint8Array> {
  const frontier = new Frontier(nodeSha256);
  const heads = new Map<string, { version: number; hash: string }>();
  const start = Date.now() - count;
  let lines = '';
  for (let n = 1; n <= count; n++) {
    const at = new Date(start + n).toISOString();
    const about = eventAt(n, signer);
    const head = heads.get(about.stream) ?? { version: 0, hash: NO_HASH };
    const canonical = canonicalEvent({
      log: 'main',
      position: String(n),
      version: String(head.version + 1),
      id: id(1000 + n),
      schema: 1,
      recordedAt: at,
      occurredAt: null,
      causation: null,
      prev: head.hash,
      ...about,
    });
    const hash = hashEvent(canonical, nodeSha256);
    heads.set(about.stream, { version: head.version + 1, hash });
    frontier.append(leafHash(nodeSha256, hexToBytes(hash)));
    lines += eventLineOf(canonical, hash);
    if (n % CHECKPOINT_EVERY === 0 || n === count) {
      const text = checkpointText({ origin: ORIGIN, size: n, root: frontier.root(), signedAt: at });
      checkpoints.push(`${JSON.stringify({ size: n, note: await signNote(text, [signer]) })}\n`);
      yield utf8ToBytes(lines);
      lines = '';
    }
  }
}

type About = Pick<Envelope, 'stream' | 'type' | 'actor' | 'project' | 'image' | 'reading' | 'payload'>;

/** Who may sign and paint, then readings, then strokes in all of them in turn. */
function eventAt(n: number, { key }: Signer): About {
  const nowhere = { project: null, image: null, reading: null };
  const system = { type: 'system', name: 'bench' } as const;
  if (n === 1) {
    const payload = { key: encodeVerifierKey(key), previousKey: null, endorsement: null };
    return { ...nowhere, stream: 'log', type: 'LogKeyAdopted', actor: system, payload };
  }
  if (n === 2)
    return {
      ...nowhere,
      stream: `user-${USER}`,
      type: 'AdministratorAppointed',
      actor: system,
      payload: { userId: USER },
    };
  const readingId = id(100 + (n % READINGS));
  const where = { project: PROJECT, image: IMAGE, reading: readingId };
  const person = { type: 'user', userId: USER as never } as const;
  const payload: Json =
    n < 3 + READINGS
      ? { readingId, imageId: IMAGE, projectId: PROJECT, mode: 'collaborative' }
      : { readingId, session: n % READINGS, counter: n, lamport: n, kind: 'Stroke', bytes: STROKE };
  const type = n < 3 + READINGS ? 'ReadingOpened' : 'OperationCommitted';
  return { ...where, stream: `reading-${readingId}`, type, actor: person, payload };
}
