import { createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { type BundleRequest, exportBundle } from '@scholia/api/audit';
import { ApiWorld, DIMS } from '@scholia/api/testing';
import { canonicalJson, hexToBytes, type Json, must, type ReadingId, utf8ToBytes } from '@scholia/core';
import { latestCheckpoint, storeAnchor } from '@scholia/event-store';
import {
  checkpointText,
  Frontier,
  hashEvent,
  leafHash,
  parseCheckpoint,
  parseNote,
  portableSha256,
  readTimestamp,
  signerOf,
  signNote,
  timestampRequest,
} from '@scholia/ledger';
import { Notary, originOf, readSettings, rotateKey } from '@scholia/notary';
import { getReading } from '@scholia/projections';
import { openSslAuthority, type TestAuthority } from '@scholia/testing';
import { encodeLabelmap, Labelmap } from '@scholia/volume';
import { BlobReader, BlobWriter, Uint8ArrayReader, Uint8ArrayWriter, ZipReader, ZipWriter } from '@zip.js/zip.js';
import { FILES, openBundle, type Verification, type VerifyOptions, verifyBundle } from '../src/index.ts';

/** A bundle, taken apart: content by file name. */
export type Files = ReadonlyMap<string, Uint8Array>;
export interface Line {
  readonly event: { readonly [key: string]: Json };
  readonly hash: string;
}

export const TSA_URL = 'http://authority.test/';

/**
 * A project with a reading that was painted, given a mask, and submitted, and a key that was changed. The auditor kept the checkpoint
 * of the submission as `witness`; where there is OpenSSL, `authority` has stamped it.
 */
export class Scene {
  readonly world: ApiWorld;
  readonly folder: string;
  readonly authority: TestAuthority | undefined;
  readingId = '' as ReadingId;
  witness = '';
  newest = '';
  whole: Files = new Map();

  private constructor(world: ApiWorld, folder: string, authority: TestAuthority | undefined) {
    this.world = world;
    this.folder = folder;
    this.authority = authority;
  }

  static async open(): Promise<Scene> {
    const folder = await mkdtemp(join(tmpdir(), 'scholia-audit-'));
    const scene = new Scene(await ApiWorld.open(), folder, await openSslAuthority());
    await scene.#play();
    return scene;
  }

  async #play(): Promise<void> {
    const { world } = this;
    const projectId = await world.project('Abdomen');
    await world.project('Elsewhere');
    const annotator = await world.member(projectId, 'annotator');
    const imageId = await world.image(projectId);
    this.readingId = await world.reading(imageId, annotator);
    await this.notary().round();
    for (let n = 1; n < 6; n++) await world.paint(this.readingId, 1, [n, 3, 3], annotator);
    const mask = new Labelmap(DIMS);
    mask.fillRun(2, 5, 7, 6, 2);
    const blob = await world.services.blobs.put(encodeLabelmap(mask));
    const writing = { layer: 'labels', policy: { mode: 'all' }, locked: [] } as const;
    const source = { type: 'import' } as const;
    await world.commitOperation(this.readingId, annotator, {
      ...{ type: 'Mask', lamport: 100, seen: 0n, blob, source },
      ...writing,
    });
    await world.submit(this.readingId, annotator);
    await this.notary().round();
    this.witness = await this.#latest();
    await this.#stamp(this.witness);
    await world.image(projectId);
    const [first] = await world.services.events.read({ after: 0n, limit: 1 });
    await rotateKey(world.services, join(world.folder, 'notary'), originOf('main', first.hash));
    await this.notary().round();
    this.newest = await this.#latest();
    this.whole = await this.exported('whole.zip', {});
  }

  notary(): Notary {
    return new Notary(
      this.world.services,
      readSettings({ SCHOLIA_DATA_DIR: this.world.folder, SCHOLIA_CHECKPOINT_SECONDS: '0' }),
    );
  }

  async #latest(): Promise<string> {
    return must(await latestCheckpoint(this.world.services.sql, 'main'), 'the notary was there').note;
  }

  async #stamp(note: string): Promise<void> {
    if (!this.authority) return;
    const token = await this.authority.answer(stampQuery(note));
    const anchoredAt = must(readTimestamp(token), 'it was granted').time;
    await storeAnchor(this.world.services.sql, 'main', { size: sizeOf(note), url: TSA_URL, token, anchoredAt });
  }

  /** What a selection needs to know of a reading. */
  async scopeOf(readingId: ReadingId) {
    const { imageId, projectId } = must(await getReading(this.world.services.sql, readingId), 'it was made');
    return { readingId, imageId, projectId };
  }

  async exported(name: string, request: Partial<BundleRequest>): Promise<Files> {
    const to = await this.world.services.events.head();
    const file = join(this.folder, name);
    await exportBundle(this.world.services, { from: 1n, to, ...request }, Writable.toWeb(createWriteStream(file)));
    const files = new Map<string, Uint8Array>();
    const content = new Uint8Array(await readFile(file));
    for (const entry of await new ZipReader(new BlobReader(new Blob([content]))).getEntries())
      if (!entry.directory) files.set(entry.filename, await entry.getData(new Uint8ArrayWriter()));
    return files;
  }

  /** What only the holder of the signing key can do: sign the rewritten log as if it had always been so. */
  async resigned(files: Files): Promise<Files> {
    const pem = await readFile(join(this.world.folder, 'notary/signing-key.pem'), 'utf8');
    const der = Buffer.from(pem.replace(/-----[^-]*-----/g, '').replace(/\s/g, ''), 'base64');
    const lines = linesOf(files);
    const origin = originOf('main', lines[0].hash);
    const signer = await signerOf(origin, new Uint8Array(der));
    const frontier = new Frontier(portableSha256);
    for (const { hash } of lines) frontier.append(leafHash(portableSha256, hexToBytes(hash)));
    const { size } = frontier;
    const signedAt = new Date().toISOString();
    const note = await signNote(checkpointText({ origin, size, root: frontier.root(), signedAt }), [signer]);
    const signed = withText(files, FILES.checkpoints, `${JSON.stringify({ size, note })}\n`);
    return withText(signed, FILES.anchors, '');
  }

  async close(): Promise<void> {
    await this.authority?.close();
    await this.world.close();
    await rm(this.folder, { recursive: true });
  }
}

export const stampQuery = (note: string) =>
  timestampRequest(portableSha256(utf8ToBytes(note)), Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8));

export const sizeOf = (note: string) => must(parseCheckpoint(parseNote(note)?.text ?? ''), 'it is a checkpoint').size;

export const textOf = (files: Files, name: string) => new TextDecoder().decode(files.get(name));
export const withText = (files: Files, name: string, text: string): Files =>
  new Map(files).set(name, new TextEncoder().encode(text));
export const without = (files: Files, name: string): Files => new Map([...files].filter(([one]) => one !== name));

export async function zipped(files: Files): Promise<Blob> {
  const zip = new ZipWriter(new BlobWriter());
  for (const [name, content] of files) await zip.add(name, new Uint8ArrayReader(content));
  return await zip.close();
}

export async function verify(files: Files, options: VerifyOptions = {}): Promise<Verification> {
  return verifyBundle(await openBundle(await zipped(files)), options);
}

/** What the verifier finds: "code: message". */
export async function faultsOf(files: Files, options: VerifyOptions = {}): Promise<string[]> {
  const { findings } = await verify(files, options);
  return findings.map(({ code, message }) => `${code}: ${message}`);
}

export const linesOf = (files: Files) =>
  textOf(files, FILES.events)
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);

export function withLines(files: Files, lines: readonly Line[]): Files {
  const all = lines.map(({ event, hash }) => `{"event":${canonicalJson(event)},"hash":"${hash}"}\n`);
  return withText(files, FILES.events, all.join(''));
}

export function positionOf(lines: readonly Line[], type: string): number {
  const at = lines.findIndex(({ event }) => event.type === type);
  if (at < 0) throw new Error(`the scene has no ${type}`);
  return at;
}

/** The line with another event and, unless told, a hash that fits it. */
export function changed({ event, hash }: Line, change: { readonly [key: string]: Json }, isHashed = true): Line {
  const other = { ...event, ...change };
  return { event: other, hash: isHashed ? hashEvent(canonicalJson(other)) : hash };
}

/** The same log as its keeper could write it anew from some event on: positions, versions, chains and hashes all fit. */
export function rechained(lines: readonly Line[]): Line[] {
  const heads = new Map<string, { version: number; hash: string }>();
  return lines.map((line, index) => {
    const stream = String(line.event.stream);
    const head = heads.get(stream) ?? { version: 0, hash: '0'.repeat(64) };
    const place = { position: String(index + 1), version: String(head.version + 1), prev: head.hash };
    const written = changed(line, place);
    heads.set(stream, { version: head.version + 1, hash: written.hash });
    return written;
  });
}
