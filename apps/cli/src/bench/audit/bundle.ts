import { createWriteStream } from 'node:fs';
import { Readable, Writable } from 'node:stream';
import { blobFile, eventLineOf, FILES, FORMAT, type Manifest } from '@scholia/audit';
import { hexToBytes, utf8ToBytes } from '@scholia/core';
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
import { configure, TextReader, Uint8ArrayReader, ZipWriter } from '@zip.js/zip.js';

configure({ useWebWorkers: false });

const CHECKPOINT_EVERY = 1000;
const ORIGIN = 'scholia/bench/0';

export const id = (n: number) => `01900000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
/** An administrator, who may do everything. */
export const USER = id(1);

/** What an event of a made-up log is about; its place in the log and in its stream come by themselves. */
export type About = Pick<Envelope, 'stream' | 'type' | 'actor' | 'project' | 'image' | 'reading' | 'payload'>;

/** Writes a bundle of a whole log, with a checkpoint for every 1,000 events. Resolves with how many events it has. */
export async function writeBundle(
  file: string,
  events: Iterable<About>,
  blobs: ReadonlyMap<string, Uint8Array> = new Map(),
): Promise<number> {
  const log = new Log(await signerOf(ORIGIN, await newSigningKey()));
  const zip = new ZipWriter(Writable.toWeb(createWriteStream(file)), { level: 6 });
  const lines = Readable.toWeb(Readable.from(log.lines(events)));
  await zip.add(FILES.events, lines as unknown as ReadableStream<Uint8Array>);
  await zip.add(FILES.checkpoints, new TextReader(log.checkpoints.join('')));
  await zip.add(FILES.gaps, new TextReader(''));
  for (const [digest, bytes] of blobs) await zip.add(blobFile(digest), new Uint8ArrayReader(bytes));
  const about = { projectId: null, readingId: null, from: '1', to: String(log.size), isWhole: true } as const;
  const madeAt = new Date().toISOString();
  const manifest: Manifest = { format: FORMAT, origin: ORIGIN, ...about, madeAt, files: {} };
  await zip.add(FILES.manifest, new TextReader(JSON.stringify(manifest)));
  await zip.close();
  return log.size;
}

class Log {
  readonly checkpoints: string[] = [];
  readonly #signer: Signer;
  readonly #frontier = new Frontier(nodeSha256);
  readonly #heads = new Map<string, { version: number; hash: string }>();
  readonly #startedAt = Date.now() - 3_600_000;

  constructor(signer: Signer) {
    this.#signer = signer;
  }

  get size(): number {
    return this.#frontier.size;
  }

  async *lines(events: Iterable<About>): AsyncGenerator<Uint8Array> {
    let lines = '';
    for (const about of chained(this.#authority(), events)) {
      lines += this.#append(about);
      if (this.size % CHECKPOINT_EVERY !== 0) continue;
      await this.#sign();
      yield utf8ToBytes(lines);
      lines = '';
    }
    if (lines === '') return;
    await this.#sign();
    yield utf8ToBytes(lines);
  }

  /** Whose key signs, and who may do everything. */
  #authority(): About[] {
    const by = { type: 'system', name: 'bench' } as const;
    const nowhere = { actor: by, project: null, image: null, reading: null };
    const key = { key: encodeVerifierKey(this.#signer.key), previousKey: null, endorsement: null };
    return [
      { ...nowhere, stream: 'log', type: 'LogKeyAdopted', payload: key },
      { ...nowhere, stream: `user-${USER}`, type: 'AdministratorAppointed', payload: { userId: USER } },
    ];
  }

  #append(about: About): string {
    const head = this.#heads.get(about.stream) ?? { version: 0, hash: NO_HASH };
    const n = this.size + 1;
    const canonical = canonicalEvent({
      ...{ log: 'main', position: String(n), version: String(head.version + 1), id: id(1000 + n), schema: 1 },
      ...{ recordedAt: this.#timeOf(n), occurredAt: null, causation: null, prev: head.hash },
      ...about,
    });
    const hash = hashEvent(canonical, nodeSha256);
    this.#heads.set(about.stream, { version: head.version + 1, hash });
    this.#frontier.append(leafHash(nodeSha256, hexToBytes(hash)));
    return eventLineOf(canonical, hash);
  }

  async #sign(): Promise<void> {
    const { size } = this;
    const text = checkpointText({
      origin: ORIGIN,
      size,
      root: this.#frontier.root(),
      signedAt: this.#timeOf(size),
    });
    this.checkpoints.push(`${JSON.stringify({ size, note: await signNote(text, [this.#signer]) })}\n`);
  }

  #timeOf(n: number): string {
    return new Date(this.#startedAt + n).toISOString();
  }
}

function* chained<T>(...parts: readonly Iterable<T>[]): Generator<T> {
  for (const part of parts) yield* part;
}
