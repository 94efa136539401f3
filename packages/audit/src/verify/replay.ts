import { blobNeededBy, changesInBlob, decodeOperation, foldAll, type OperationEntry } from '@scholia/collab';
import { type Digest, digestOf, fromBase64, isAppError } from '@scholia/core';
import type { DomainEvent, PayloadOf } from '@scholia/domain';
import type { ReadEvent } from '@scholia/ledger';
import { type Labelmap, labelmapDigest } from '@scholia/volume';
import { blobFile, labelsFile } from '../bundle/format.ts';
import type { BundleFiles } from './bundle-files.ts';
import type { Findings } from './finding.ts';
import { displacementMm, imageAffine, readLabels } from './label-file.ts';

interface Reading {
  readonly imageId: string;
  readonly entries: OperationEntry[];
  readonly submissions: {
    readonly position: string;
    readonly count: number;
    readonly payload: PayloadOf<'ReadingSubmitted'>;
  }[];
  readonly restores: {
    readonly position: string;
    readonly count: number;
    readonly payload: PayloadOf<'ReadingRestored'>;
  }[];
}

/** Rebuilds the labels of every submission from nothing but the operations, and compares them with what was submitted. */
export class ReplayCheck {
  readonly #findings: Findings;
  readonly #images = new Map<string, PayloadOf<'ImageImported'>>();
  readonly #readings = new Map<string, Reading>();
  #operations = 0;
  /** Of the last event of the bundle: what follows it is not known. */
  #last = '0';

  constructor(findings: Findings) {
    this.#findings = findings;
  }

  next(event: DomainEvent, { actor, position }: ReadEvent): void {
    this.#last = position;
    if (event.type === 'ImageImported') this.#images.set(event.payload.imageId, event.payload);
    if (event.type === 'ReadingOpened')
      this.#readings.set(event.payload.readingId, {
        imageId: event.payload.imageId,
        entries: [],
        submissions: [],
        restores: [],
      });
    if (event.type === 'OperationCommitted') {
      const { session, counter, lamport, kind, bytes } = event.payload;
      const op = readOperation(bytes);
      if (op?.type !== kind || op.lamport !== lamport) {
        const why = op ? 'is not what its event says' : 'cannot be read';
        this.#findings.add('replay', `#${position}: the operation ${why}.`, position);
        return;
      }
      const author = actor.type === 'user' ? actor.userId : undefined;
      this.#readings.get(event.payload.readingId)?.entries.push({
        id: { session, counter },
        op,
        author,
        position: BigInt(position),
      });
    }
    if (event.type === 'ReadingSubmitted') {
      const reading = this.#readings.get(event.payload.readingId);
      reading?.submissions.push({ position, count: reading.entries.length, payload: event.payload });
    }
    if (event.type === 'ReadingRestored') {
      const reading = this.#readings.get(event.payload.readingId);
      reading?.restores.push({ position, count: reading.entries.length, payload: event.payload });
    }
  }

  /** How many operations were replayed. */
  async finish(files: BundleFiles, onProgress: (what: string) => void): Promise<number> {
    for (const [readingId, reading] of this.#readings) {
      const image = this.#images.get(reading.imageId);
      for (const submission of reading.submissions) {
        onProgress(`Replaying reading ${readingId} up to #${submission.position}`);
        if (image) await this.#replay(files, { readingId, reading, image }, submission);
        else
          this.#findings.add(
            'file-missing',
            `The import of image ${reading.imageId} is missing, so its reading cannot be replayed.`,
            submission.position,
          );
      }
      if (image) await this.#checkRestores(files, reading, image);
    }
    return this.#operations;
  }

  async #replay(
    files: BundleFiles,
    { readingId, reading, image }: { readingId: string; reading: Reading; image: PayloadOf<'ImageImported'> },
    { position, count, payload }: Reading['submissions'][number],
  ): Promise<void> {
    const entries = reading.entries.slice(0, count);
    const labels = await this.#labelsOf(files, image, entries, position);
    if (!labels) return;
    const found = labelmapDigest(labels);
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
  async #checkRestores(files: BundleFiles, { entries, restores }: Reading, image: Image): Promise<void> {
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
      if (wanted && found && labelmapDigest(wanted) !== labelmapDigest(found))
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
      if (!bytes || digestOf(bytes) !== digest) {
        this.#findings.add('blob', `#${position}: blob ${digest} ${bytes ? 'was altered' : 'is missing'}.`, position);
        return undefined;
      }
      blobs.set(digest, changesInBlob(bytes, dims));
    }
    return foldAll({ dims, spacingUm }, entries, blobs).labels;
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

function readOperation(bytes: string) {
  try {
    return decodeOperation(fromBase64(bytes));
  } catch (error) {
    if (!isAppError(error)) throw error;
    return undefined;
  }
}
