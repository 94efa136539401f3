import { Readable } from 'node:stream';
import { blobFile, eventLineOf, FILES, FORMAT, labelsFile, type Manifest, schemasOfToday } from '@scholia/audit';
import { buildVerifier } from '@scholia/audit/verifier';
import { blobNeededBy, decodeOperation } from '@scholia/collab';
import { AppError, type Digest, digestOf, fromBase64, type ReadingId, toBase64, utf8ToBytes } from '@scholia/core';
import type { Actor } from '@scholia/domain';
import {
  checkpointCovering,
  listAnchors,
  listCheckpoints,
  loadTree,
  readPositions,
  readSelection,
  type Selection,
  type StoredCheckpoint,
} from '@scholia/event-store';
import { writeNifti } from '@scholia/formats';
import { affine } from '@scholia/geometry';
import { gapsBetween, parseCheckpoint, parseNote, type ReadEvent, type TileTree } from '@scholia/ledger';
import { getImage } from '@scholia/projections';
import { decodeLabelmap } from '@scholia/volume';
import { configure, TextReader, Uint8ArrayReader, ZipWriter } from '@zip.js/zip.js';
import type { Services } from '../services.ts';
import { reportFile } from './report-file.ts';

configure({ useWebWorkers: false });

export interface BundleRequest extends Selection {
  /** Sizes of checkpoints that somebody outside has kept: the bundle then proves that it continues them. */
  readonly witnessSizes?: readonly number[];
  /** Whom the report names as the one who asked. (Default: this process) */
  readonly actor?: Actor;
  /** Whether the report tells what people are called. (Default: false) */
  readonly withNames?: boolean;
}

export interface BundleSummary {
  readonly events: number;
  readonly checkpoints: number;
  /** Events up to here are under a signature. */
  readonly signedUpTo: number;
}

/** Of very many checkpoints, so many go into a bundle that is not of the whole log. */
const CHECKPOINTS = 2000;
const LIST = 5000;
const EXPORTER: Actor = { type: 'system', name: 'export' };

interface Found {
  events: number;
  readonly blobs: Set<Digest>;
  readonly submissions: {
    readonly readingId: ReadingId;
    readonly imageId: string;
    readonly blob: Digest;
    readonly position: string;
  }[];
}

/**
 * Writes a bundle for the offline verifier into `target`, which is closed at the end. Memory does not grow with the events, only
 * by the name of each blob and submission, and by the notes of the checkpoints. Errors: 'not-found' when nothing is signed yet,
 * 'integrity-failed' for a lost blob.
 */
export async function exportBundle(
  services: Services,
  request: BundleRequest,
  target: WritableStream<Uint8Array>,
  onProgress: (what: string) => void = () => undefined,
): Promise<BundleSummary> {
  const { events, sql, clock } = services;
  const tree = await loadTree(sql, events.logId);
  const checkpoints = await chooseCheckpoints(services, request, tree);
  const last = checkpoints.at(-1);
  const note = last && parseNote(last.note);
  const checkpoint = note && parseCheckpoint(note.text);
  if (!last || !checkpoint) {
    throw new AppError(
      'not-found',
      'No checkpoint is signed yet. `npm start` runs the notary; it signs within a minute.',
    );
  }
  const zip = new ZipWriter(target, { level: 6 });
  const files: Record<string, Digest> = {};
  const addText = async (name: string, text: string) => {
    files[name] = digestOf(utf8ToBytes(text));
    await zip.add(name, new TextReader(text));
  };
  const to = request.to < BigInt(last.size) ? request.to : BigInt(last.size);
  const found: Found = { events: 0, blobs: new Set(), submissions: [] };
  const selection: Selection = { ...request, to, withPast: true };
  await zip.add(FILES.events, streamOf(eventLines(services, selection, found, onProgress)));
  const sizes = checkpoints.map(({ size }) => size);
  await zip.add(FILES.gaps, streamOf(gapHashes(services, selection, tree, sizes)));
  const lines = checkpoints.map(({ size, note }) => `${JSON.stringify({ size, note })}\n`);
  await zip.add(FILES.checkpoints, new TextReader(lines.join('')));
  const chosen = new Set(sizes);
  const anchors = (await listAnchors(sql, events.logId)).filter(({ size }) => chosen.has(size));
  const stamps = anchors.map(({ size, url, token }) => `${JSON.stringify({ size, url, token: toBase64(token) })}\n`);
  await zip.add(FILES.anchors, new TextReader(stamps.join('')));
  for (const digest of found.blobs) {
    onProgress(`Adding blobs: ${digest.slice(0, 8)}`);
    await zip.add(blobFile(digest), new Uint8ArrayReader(await services.blobs.get(digest)));
  }
  for (const submission of found.submissions) await addLabels(services, zip, submission);
  for (const [name, text] of schemasOfToday()) await addText(name, text);
  const { script, page } = await buildVerifier();
  await addText(FILES.verifier, script);
  await addText(FILES.page, page);
  await addText(FILES.readme, README);
  const { actor = EXPORTER, withNames = false } = request;
  const report = reportFile({ services, selection, actor, withNames, note: last.note, onProgress });
  await zip.add(FILES.report, streamOf(report.bytes()));
  files[FILES.report] = report.digest();
  const manifest: Manifest = {
    format: FORMAT,
    origin: checkpoint.origin,
    projectId: request.reading?.projectId ?? request.projectId ?? null,
    readingId: request.reading?.readingId ?? null,
    from: String(request.from),
    to: String(to),
    isWhole: isWhole(request),
    madeAt: new Date(clock()).toISOString(),
    files,
  };
  await zip.add(FILES.manifest, new TextReader(`${JSON.stringify(manifest, null, 2)}\n`));
  await zip.close();
  return { events: found.events, checkpoints: checkpoints.length, signedUpTo: last.size };
}

const streamOf = (parts: AsyncIterable<Uint8Array>) =>
  Readable.toWeb(Readable.from(parts)) as unknown as ReadableStream<Uint8Array>;

/** Every event from the first on: then any earlier checkpoint can be compared. */
function isWhole({ projectId, reading, from }: Selection): boolean {
  return !projectId && !reading && from === 1n;
}

/** Up to the first that covers the last event; the newest of the log always, so that one that went back in time shows. */
async function chooseCheckpoints(
  { sql, events }: Services,
  request: BundleRequest,
  tree: TileTree,
): Promise<StoredCheckpoint[]> {
  const all: StoredCheckpoint[] = [];
  for (let after = 0; ; ) {
    const page = await listCheckpoints(sql, events.logId, { after, limit: LIST });
    all.push(...page.filter(({ size }) => size <= tree.size));
    if (page.length < LIST) break;
    after = page[page.length - 1].size;
  }
  if (isWhole(request) || all.length <= CHECKPOINTS) return all;
  const step = Math.ceil(all.length / CHECKPOINTS);
  const wanted = new Set(request.witnessSizes ?? []);
  const covering = await checkpointCovering(sql, events.logId, Number(request.to));
  return all.filter(
    ({ size }, n) => n % step === 0 || n === all.length - 1 || wanted.has(size) || size === covering?.size,
  );
}

async function* eventLines(
  { sql, events }: Services,
  selection: Selection,
  found: Found,
  onProgress: (what: string) => void,
): AsyncGenerator<Uint8Array> {
  for await (const page of readSelection(sql, events.logId, selection)) {
    for (const { canonical } of page) note(JSON.parse(canonical), found);
    found.events += page.length;
    onProgress(`Writing events: ${found.events}`);
    yield utf8ToBytes(page.map(({ canonical, hash }) => eventLineOf(canonical, hash)).join(''));
  }
}

/** What has to come along with an event. */
function note(event: ReadEvent, { blobs, submissions }: Found): void {
  const payload = event.payload as Record<string, string>;
  if (event.type === 'OperationCommitted' && (payload.kind === 'Mask' || payload.kind === 'Patch')) {
    const blob = blobNeededBy(decodeOperation(fromBase64(payload.bytes)));
    if (blob) blobs.add(blob);
  }
  if (event.type === 'ReadingSubmitted') {
    const { readingId, imageId, labelBlob } = payload;
    submissions.push({
      readingId: readingId as ReadingId,
      imageId,
      blob: labelBlob as Digest,
      position: event.position,
    });
  }
}

/** Reads the positions once more rather than keeping them: there may be millions. */
async function* gapHashes({ sql, events }: Services, selection: Selection, tree: TileTree, sizes: readonly number[]) {
  async function* leaves() {
    for await (const position of readPositions(sql, events.logId, selection)) yield Number(position) - 1;
  }
  for await (const { low, level } of gapsBetween(leaves(), sizes)) yield await tree.hashOf(low, low + 2 ** level);
}

async function addLabels(
  { sql, blobs }: Services,
  zip: ZipWriter<unknown>,
  { readingId, imageId, blob, position }: Found['submissions'][number],
): Promise<void> {
  const image = await getImage(sql, imageId as never);
  if (!image) return;
  const data = decodeLabelmap(await blobs.get(blob)).toDense();
  const bytes = writeNifti({ dims: image.dims, affine: affine('ijk', 'ras', image.affine), data });
  await zip.add(labelsFile(readingId, position), new Uint8ArrayReader(bytes));
}

const README = `This is an audit bundle of Scholia. To check it, with nothing but Node 20 or newer:

    node verify.mjs <this zip file> --witness <a checkpoint that you kept>

or open verify.html in a browser and choose the file. --tsa-ca <PEM file> says whose time stamps to trust, --labels <NIfTI file> asks
which submission a file is. report.html tells what happened, for people. events.jsonl holds the events, one a line, in the bytes that
their hashes cover (SHA-256 of "scholia.event.v1", a zero byte, and the RFC 8785 bytes). The hashes are the leaves of an RFC 6962 Merkle tree;
checkpoints.jsonl holds its signed roots, gaps.bin the hashes of what is not in this bundle. labels/ holds the labels as submitted.
`;
