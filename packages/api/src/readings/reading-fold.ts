import { setImmediate } from 'node:timers/promises';
import { changesInBlob, decodeFoldBase, Fold, type OperationEntry } from '@scholia/collab';
import type { ReadingId } from '@scholia/core';
import { newestBase, type ReadingBase } from '@scholia/db';
import type { Grid } from '@scholia/volume';
import type { Services } from '../services.ts';
import { loggedOperations } from './logged-operations.ts';

/** Operations that are folded without a pause: a long reading keeps no other request waiting. */
const STEP = 100;

type Stores = Pick<Services, 'sql' | 'events' | 'blobs'>;

/**
 * A reading's labels as its committed operations make them: fold(event log), up to any position. Starts from what the sync
 * server has folded, where it has: a long reading is not replayed from its first stroke.
 */
export class ReadingFold {
  readonly fold: Fold;
  readonly #services: Stores;
  readonly #readingId: ReadingId;
  #position = 0n;

  constructor(services: Stores, readingId: ReadingId, { dims, spacingUm }: Grid) {
    this.#services = services;
    this.#readingId = readingId;
    this.fold = new Fold({ dims, spacingUm });
  }

  /** Position of the last operation folded; 0 when there is none. */
  get position(): bigint {
    return this.#position;
  }

  /** Folds what has been committed since, up to `upTo` inclusive. Throws AppError 'integrity-failed' for a lost blob. */
  async catchUp(upTo?: bigint): Promise<void> {
    let base = this.#position === 0n ? await newestBase(this.#services.sql, this.#readingId, upTo) : undefined;
    const early: OperationEntry[] = [];
    for await (const page of loggedOperations(this.#services, this.#readingId, { after: this.#position, upTo })) {
      this.#position = page.at(-1)?.position ?? this.#position;
      const from = base?.position ?? 0n;
      for (const entry of page) if (entry.position <= from) early.push(entry);
      if (base && this.#position >= from) {
        await this.#startFrom(base, early);
        base = undefined;
      }
      if (base) continue;
      await this.#apply(page.filter(({ position }) => position > from));
      await this.#fetchBlobs();
    }
    // The position of a base may be that of a refusal, beyond the last operation.
    if (base) await this.#startFrom(base, early);
    await this.#fetchBlobs();
  }

  async #apply(entries: readonly OperationEntry[]): Promise<void> {
    for (let at = 0; at < entries.length; at += STEP) {
      this.fold.apply(entries.slice(at, at + STEP));
      await setImmediate();
    }
  }

  async #startFrom({ base }: ReadingBase, entries: readonly OperationEntry[]): Promise<void> {
    this.fold.startFrom(decodeFoldBase(await this.#services.blobs.get(base), this.fold.grid.dims), entries);
  }

  async #fetchBlobs(): Promise<void> {
    for (let missing = this.fold.missingBlobs(); missing.length > 0; missing = this.fold.missingBlobs())
      for (const digest of missing)
        this.fold.provideBlob(digest, changesInBlob(await this.#services.blobs.get(digest), this.fold.grid.dims));
  }
}
