import { blobNeededBy, changesInBlob, decodeOperation, foldAll, type OperationEntry } from '@scholia/collab';
import { bytesToHex, type Digest, fromBase64, isAppError } from '@scholia/core';
import type { DomainEvent, PayloadOf } from '@scholia/domain';
import type { ReadEvent, Sha256 } from '@scholia/ledger';
import { type Labelmap, labelmapDigest } from '@scholia/volume';
import { blobFile, FILES, labelsFile } from '../bundle/format.ts';
import type { BundleFiles } from './bundle-files.ts';
import type { Findings } from './finding.ts';
import { displacementMm, imageAffine, readLabels } from './label-file.ts';
import { readDomainEvent, textLines } from './line-check.ts';

interface Submission {
  readonly position: string;
  /** Operations of the reading until then. */
  readonly count: number;
  readonly payload: PayloadOf<'ReadingSubmitted'>;
}

interface Restore {
  readonly position: string;
  /** Operations of the reading until then. */
  readonly count: number;
  readonly payload: PayloadOf<'ReadingRestored'>;
}

interface Reading {
  readonly imageId: string;
  operations: number;
  readonly submissions: Submission[];
  readonly restores: Restore[];
  /** Some operation says that it restores earlier labels. */
  hasRestored: boolean;
}

/** So many operations are held at a time, and always those of one reading. */
const AT_A_TIME = 100_000;

/**
 * Rebuilds the labels of every submission from nothing but the operations, and compares them with what was submitted. Operations are
 * looked at as they come, and read again when their reading's turn comes: memory does not grow with the log.
 */
export class ReplayCheck {
  readonly #sha256: Sha256;
  readonly #findings: Findings;
  readonly #atATime: number;
  readonly #images = new Map<string, PayloadOf<'ImageImported'>>();
  readonly #readings = new Map<string, Reading>();
  #operations = 0;
  /** Of the last event of the bundle: what follows it is not known. */
  #last = '0';

  constructor(sha256: Sha256, findings: Findings, atATime = AT_A_TIME) {
    this.#sha256 = sha256;
    this.#findings = findings;
    this.#atATime = atATime;
  }

  next(event: DomainEvent, read: ReadEvent): void {
    const { position } = read;
    this.#last = position;
    if (event.type === 'ImageImported') this.#images.set(event.payload.imageId, event.payload);
    if (event.type === 'ReadingOpened')
      this.#readings.set(event.payload.readingId, {
        imageId: event.payload.imageId,
        operations: 0,
        submissions: [],
        restores: [],
        hasRestored: false,
      });
    if (event.type === 'OperationCommitted') {
      const reading = this.#readings.get(event.payload.readingId);
      const entry = entryOf(event.payload, read);
      if (typeof entry === 'string') this.#findings.add('replay', `#${position}: the operation ${entry}.`, position);
      else if (reading) {
        reading.operations++;
        reading.hasRestored ||= isRestore(entry);
      }
    }
    if (event.type === 'ReadingSubmitted') {
      const reading = this.#readings.get(event.payload.readingId);
      reading?.submissions.push({ position, count: reading.operations, payload: event.payload });
    }
    if (event.type === 'ReadingRestored') {
      const reading = this.#readings.get(event.payload.readingId);
      reading?.restores.push({ position, count: reading.operations, payload: event.payload });
    }
  }

  /** How many operations were replayed. */
  async finish(files: BundleFiles, onProgress: (what: string) => void): Promise<number> {
    for (const group of this.#groups()) {
      const entries = await collectEntries(files, group);
      for (const [readingId, { imageId, submissions, restores }] of group) {
        const image = this.#images.get(imageId);
        const all = entries.get(readingId) ?? [];
        for (const submission of submissions) {
          onProgress(`Replaying reading ${readingId} up to #${submission.position}`);
          if (image) await this.#replay(files, image, submission, all);
          else
            this.#findings.add(
              'file-missing',
              `The import of image ${imageId} is missing, so its reading cannot be replayed.`,
              submission.position,
            );
        }
        if (image) await this.#checkRestores(files, restores, all, image);
      }
    }
    return this.#operations;
  }

  /** Readings that there is something to rebuild for, in the order in which they were opened, as many as can be held at a time. */
  *#groups(): Generator<ReadonlyMap<string, Reading>> {
    let group = new Map<string, Reading>();
    let held = 0;
    for (const [readingId, reading] of this.#readings) {
      if (reading.submissions.length === 0 && reading.restores.length === 0 && !reading.hasRestored) continue;
      if (group.size > 0 && held + reading.operations > this.#atATime) {
        yield group;
        group = new Map();
        held = 0;
      }
      group.set(readingId, reading);
      held += reading.operations;
    }
    if (group.size > 0) yield group;
  }

  async #replay(
    files: BundleFiles,
    image: PayloadOf<'ImageImported'>,
    { position, count, payload }: Submission,
    all: readonly OperationEntry[],
  ): Promise<void> {
    const { readingId } = payload;
    const labels = await this.#labelsOf(files, image, all.slice(0, count), position);
    if (!labels) return;
    const found = this.#digestOf(labels);
    this.#operations += count;
    if (found !== payload.labelDigest)
      this.#findings.add(
        'replay',
        `#${position}: the operations of reading ${readingId} give labels ${found.slice(0, 16)}, and ${payload.labelDigest.slice(0, 16)} was submitted.`,
        position,
      );
    const name = labelsFile(readingId, position);
    const exported = await files.bytes(name);
    const why = exported && this.#difference(exported, image, payload.labelDigest);
    if (why) this.#findings.add('export', `#${position}: ${name} ${why}.`, position);
  }

  /** Each restore is one operation, which makes the labels what they were, and no operation restores unsaid. */
  async #checkRestores(
    files: BundleFiles,
    restores: readonly Restore[],
    entries: readonly OperationEntry[],
    image: Image,
  ): Promise<void> {
    const said = new Set<OperationEntry>();
    for (const { position, count, payload } of restores) {
      const { session, counter, toPosition } = payload;
      const before = entries.slice(0, count);
      const entry = before.find(({ id }) => id.session === session && id.counter === counter);
      if (!entry || !isRestore(entry, toPosition)) {
        const why = `names no operation that restores the labels of #${toPosition}`;
        this.#findings.add('replay', `#${position}: the restore ${why}.`, position);
        continue;
      }
      said.add(entry);
      const upTo = (last: bigint) => before.filter((one) => (one.position ?? 0n) <= last);
      const wanted = await this.#labelsOf(files, image, upTo(BigInt(toPosition)), position);
      const found = await this.#labelsOf(files, image, upTo(entry.position ?? 0n), position);
      if (wanted && found && this.#digestOf(wanted) !== this.#digestOf(found))
        this.#findings.add('replay', `#${position}: the labels restored are not those of #${toPosition}.`, position);
    }
    for (const entry of entries)
      if (isRestore(entry) && !said.has(entry) && String(entry.position) !== this.#last)
        this.#findings.add('replay', `#${entry.position}: labels were restored, and nothing says why.`);
  }

  /** Undefined, and a finding, when a blob is missing or was altered. */
  async #labelsOf(
    files: BundleFiles,
    { dims, spacingUm }: Image,
    entries: readonly OperationEntry[],
    position: string,
  ): Promise<Labelmap | undefined> {
    const blobs = new Map<Digest, Labelmap>();
    for (const { op } of entries) {
      const digest = blobNeededBy(op);
      if (!digest || blobs.has(digest)) continue;
      const bytes = await files.bytes(blobFile(digest));
      if (!bytes || bytesToHex(this.#sha256(bytes)) !== digest) {
        this.#findings.add('blob', `#${position}: blob ${digest} ${bytes ? 'was altered' : 'is missing'}.`, position);
        return undefined;
      }
      blobs.set(digest, changesInBlob(bytes, dims));
    }
    return foldAll({ dims, spacingUm }, entries, blobs).labels;
  }

  #digestOf(labels: Labelmap): string {
    return labelmapDigest(labels, (_, voxels) => this.#sha256(voxels));
  }

  /** How a file of the bundle differs from what was submitted. */
  #difference(bytes: Uint8Array, image: PayloadOf<'ImageImported'>, digest: string): string | undefined {
    try {
      const labels = readLabels(bytes);
      if (labels.digest !== digest) return 'does not hold the labels that were submitted';
      if (displacementMm(labels.affine, imageAffine(image), labels.dims) > 0)
        return 'does not lie where the image lies';
      return undefined;
    } catch (error) {
      if (!isAppError(error)) throw error;
      return 'cannot be read as labels';
    }
  }
}

type Image = Pick<PayloadOf<'ImageImported'>, 'dims' | 'spacingUm'>;

/** Whether an operation says that it restores earlier labels: those of any moment, or of this one. */
function isRestore({ op }: OperationEntry, toPosition?: string): boolean {
  if (op.type !== 'Patch' || op.tool !== 'restore') return false;
  return toPosition === undefined || op.parameters.position === Number(toPosition);
}

/** The operations of some readings, by reading, in the order of the log: those that `next` has counted. */
async function collectEntries(
  files: BundleFiles,
  readings: ReadonlyMap<string, Reading>,
): Promise<ReadonlyMap<string, OperationEntry[]>> {
  const entries = new Map([...readings.keys()].map((readingId): [string, OperationEntry[]] => [readingId, []]));
  for await (const batch of files.lines(FILES.events) ?? [])
    for (const line of textLines(batch)) {
      // Most lines are told apart by their text: reading costs more.
      const named = entries.get(/"readingId":"([^"]*)"/.exec(line)?.[1] ?? '');
      const read = named && readDomainEvent(line);
      if (read?.domain.type !== 'OperationCommitted') continue;
      const entry = entryOf(read.domain.payload, read.event);
      if (typeof entry !== 'string') entries.get(read.domain.payload.readingId)?.push(entry);
    }
  return entries;
}

/** An operation in its place, or why it cannot be taken. */
function entryOf(payload: PayloadOf<'OperationCommitted'>, { actor, position }: ReadEvent): OperationEntry | string {
  const { session, counter, lamport, kind, bytes } = payload;
  const op = readOperation(bytes);
  if (!op) return 'cannot be read';
  if (op.type !== kind || op.lamport !== lamport) return 'is not what its event says';
  const author = actor.type === 'user' ? actor.userId : undefined;
  return { id: { session, counter }, op, author, position: BigInt(position) };
}

function readOperation(bytes: string) {
  try {
    return decodeOperation(fromBase64(bytes));
  } catch (error) {
    if (!isAppError(error)) throw error;
    return undefined;
  }
}
