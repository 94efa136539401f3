import { Fold } from '@scholia/collab';
import type { Digest, ReadingId } from '@scholia/core';
import type { Grid, Labelmap } from '@scholia/volume';
import type { Services } from '../services.ts';
import { fetchBlobs, loggedOperations } from './logged-operations.ts';

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
    for await (const entries of loggedOperations(this.#services, this.#readingId, { after: this.#position, upTo })) {
      await fetchBlobs(this.#services, entries, this.#blobs);
      this.fold.apply(entries);
      this.#position = entries.at(-1)?.position ?? this.#position;
    }
  }
}
