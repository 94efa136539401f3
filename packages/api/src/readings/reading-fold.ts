import { decodeOperation, Fold, type OperationEntry } from '@scholia/collab';
import { type Digest, fromBase64, type ReadingId } from '@scholia/core';
import { decodeLabelmap, type Grid, type Labelmap } from '@scholia/volume';
import type { Services } from '../services.ts';

/** Events per query: an operation is some hundred bytes. */
const PAGE = 2000;

/** A reading's labels as its committed operations make them: fold(event log), up to any position. */
export class ReadingFold {
  readonly fold: Fold;
  readonly #services: Pick<Services, 'events' | 'blobs'>;
  readonly #readingId: ReadingId;
  readonly #blobs = new Map<Digest, Labelmap>();
  #position = 0n;

  constructor(services: Pick<Services, 'events' | 'blobs'>, readingId: ReadingId, { dims, spacingUm }: Grid) {
    this.#services = services;
    this.#readingId = readingId;
    this.fold = new Fold({ dims, spacingUm }, { blobOf: (digest) => this.#blobs.get(digest) });
  }

  /** Position of the last operation folded; 0 when there is none. */
  get position(): bigint {
    return this.#position;
  }

  /** Folds what has been committed since, up to `upTo` inclusive. Throws AppError 'integrity-failed' for a lost blob. */
  async catchUp(upTo?: bigint): Promise<void> {
    for (;;) {
      const events = await this.#services.events.read({
        after: this.#position,
        upTo,
        limit: PAGE,
        types: ['OperationCommitted'],
        readingId: this.#readingId,
      });
      const entries: OperationEntry[] = [];
      for (const event of events) {
        if (event.type !== 'OperationCommitted') continue;
        const { session, counter, bytes } = event.payload;
        const author = event.actor.type === 'user' ? event.actor.userId : undefined;
        entries.push({ id: { session, counter }, op: decodeOperation(fromBase64(bytes)), author });
      }
      await this.#fetchBlobs(entries);
      this.fold.apply(entries);
      this.#position = events.at(-1)?.position ?? this.#position;
      if (events.length < PAGE) return;
    }
  }

  async #fetchBlobs(entries: readonly OperationEntry[]): Promise<void> {
    for (const { op } of entries) {
      if (op.type !== 'Mask' || this.#blobs.has(op.blob)) continue;
      this.#blobs.set(op.blob, decodeLabelmap(await this.#services.blobs.get(op.blob)));
    }
  }
}
