import type { ServerNotice } from '@scholia/collab';
import { type Digest, type ReadingId, toBase64 } from '@scholia/core';
import { newestBase, storeBase } from '@scholia/db';
import * as Y from 'yjs';
import type { Limits } from '../limits.ts';
import type { LoadedReading } from '../load-reading.ts';
import type { SyncServices } from '../services.ts';
import { isBaseDue } from './fold-shelf.ts';
import type { Folding } from './folding.ts';
import type { FoldAnswer } from './messages.ts';

export type DigestNotice = Extract<ServerNotice, { type: 'Digest' }>;

/**
 * Has one open reading folded in the background, whenever it has been left alone for a moment: for the digest that clients
 * compare with their own, and for bases, from which a long reading opens without being replayed.
 */
export class ReadingFolder {
  readonly #readingId: ReadingId;
  readonly #services: SyncServices;
  readonly #folding: Folding;
  readonly #limits: Limits;
  readonly #onDue: () => void;
  /** State vector of what the folding process has of the document; undefined: nothing. */
  #sent: Uint8Array | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** When the first change came that has not been folded, ms. */
  #changedAt: number | undefined;
  /** Operations in the newest base, as far as we know. */
  #inBase = 0;
  #isFolding = false;
  #isClosed = false;

  /** `onDue` is called when it is time to call `fold`. */
  constructor(
    readingId: ReadingId,
    options: { services: SyncServices; folding: Folding; limits: Limits; onDue: () => void },
  ) {
    this.#readingId = readingId;
    this.#services = options.services;
    this.#folding = options.folding;
    this.#limits = options.limits;
    this.#onDue = options.onDue;
  }

  /** Operations have been committed, or somebody has come who may want to compare. */
  changed(): void {
    if (this.#isClosed) return;
    const now = performance.now();
    this.#changedAt ??= now;
    clearTimeout(this.#timer);
    const { foldQuietMs, foldLatestMs } = this.#limits;
    const latest = this.#changedAt + foldLatestMs - now;
    this.#timer = setTimeout(this.#onDue, Math.max(0, Math.min(foldQuietMs, latest)));
    this.#timer.unref();
  }

  /** True while a base is being made, or should be before the last visitor is forgotten: the next one needs it. */
  hasWork({ doc }: LoadedReading): boolean {
    if (this.#isFolding) return true;
    if (this.#isClosed || this.#changedAt === undefined) return false;
    let operations = 0;
    for (const clock of Y.decodeStateVector(Y.encodeStateVector(doc)).values()) operations += clock;
    return isBaseDue(operations, this.#inBase, this.#limits.baseOperations);
  }

  /**
   * Folds what the document holds now: call it while that is what Postgres holds. Resolves with what clients may compare,
   * or undefined when nothing came of it, which is logged.
   */
  async fold(reading: LoadedReading): Promise<DigestNotice | undefined> {
    if (this.#isFolding || this.#isClosed) return undefined;
    this.#isFolding = true;
    this.#changedAt = undefined;
    const { doc, position } = reading;
    const stateVector = Y.encodeStateVector(doc);
    const update = Y.encodeStateAsUpdate(doc, this.#sent);
    try {
      const answer = await this.#ask(reading, update, this.#sent === undefined);
      if (answer.type === 'Unknown') {
        // Other readings have taken its place there meanwhile: send everything.
        this.#sent = undefined;
        this.changed();
        return undefined;
      }
      if (answer.type !== 'Folded') throw new Error(answer.type === 'Failed' ? answer.why : answer.type);
      this.#sent = stateVector;
      this.#inBase = answer.inBase;
      if (answer.base) await this.#store(position, answer.operations, answer.digest, answer.base);
      return {
        type: 'Digest',
        position: String(position),
        stateVector: toBase64(stateVector),
        digest: answer.digest,
      };
    } catch (error) {
      this.#sent = undefined;
      this.#services.log({ message: 'folding-failed', reading: this.#readingId, why: String(error) });
      return undefined;
    } finally {
      this.#isFolding = false;
      if (this.#changedAt !== undefined) this.changed();
    }
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    if (this.#sent) void this.#folding.ask({ type: 'Forget', readingId: this.#readingId });
  }

  async #ask({ grid }: LoadedReading, update: Uint8Array, isWhole: boolean): Promise<FoldAnswer> {
    const request = { type: 'Fold', readingId: this.#readingId, baseAfter: this.#limits.baseOperations } as const;
    const start = isWhole ? { grid, base: await this.#newestBase() } : undefined;
    let answer = await this.#folding.ask({ ...request, update, start, blobs: [] });
    while (answer.type === 'Missing') {
      const blobs = await Promise.all(
        answer.blobs.map(async (digest) => [digest, await this.#services.blobs.get(digest)] as const),
      );
      answer = await this.#folding.ask({ ...request, update: NOTHING, blobs });
    }
    return answer;
  }

  async #newestBase(): Promise<Uint8Array | undefined> {
    const newest = await newestBase(this.#services.sql, this.#readingId);
    return newest && (await this.#services.blobs.get(newest.base));
  }

  async #store(position: bigint, operations: number, labelDigest: Digest, bytes: Uint8Array): Promise<void> {
    const base = await this.#services.blobs.put(bytes);
    await storeBase(this.#services.sql, this.#readingId, { position, operations, base, labelDigest });
  }
}

/** A Yjs update without items. */
const NOTHING = Uint8Array.of(0, 0);
