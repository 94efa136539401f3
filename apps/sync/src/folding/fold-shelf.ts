import {
  changesInBlob,
  coversBase,
  decodeFoldBase,
  encodeFoldBase,
  entriesOfUpdate,
  Fold,
  type FoldBase,
} from '@scholia/collab';
import { isAppError, must, type ReadingId } from '@scholia/core';
import type { FoldAnswer, FoldRequest } from './messages.ts';

interface Shelved {
  readonly fold: Fold;
  readonly clocks: Map<number, number>;
  /** Operations in the last base. */
  inBase: number;
}

/** Folds of the readings that were asked for last: what the folding process keeps. */
export class FoldShelf {
  readonly #capacity: number;
  readonly #readings = new Map<ReadingId, Shelved>();

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  answer(request: FoldRequest): FoldAnswer {
    if (request.type === 'Forget') {
      this.#readings.delete(request.readingId);
      return { type: 'Forgotten' };
    }
    const shelved = this.#take(request);
    if (!shelved) return { type: 'Unknown' };
    const { fold, clocks } = shelved;
    for (const [digest, bytes] of request.blobs) fold.provideBlob(digest, changesInBlob(bytes, fold.grid.dims));
    const missing = fold.missingBlobs();
    if (missing.length > 0) return { type: 'Missing', blobs: missing };
    const operations = fold.operations.length;
    const folded = { type: 'Folded', operations, digest: fold.digest(), inBase: shelved.inBase } as const;
    if (!isBaseDue(operations, shelved.inBase, request.baseAfter)) return folded;
    shelved.inBase = operations;
    return {
      ...folded,
      inBase: operations,
      base: encodeFoldBase({ clocks, labels: fold.labels, prompts: fold.prompts }),
    };
  }

  #take(request: Extract<FoldRequest, { type: 'Fold' }>): Shelved | undefined {
    const { readingId, start, update } = request;
    const known = start ? undefined : this.#readings.get(readingId);
    if (!known && !start) return undefined;
    const { entries, unreadable } = entriesOfUpdate(update);
    if (unreadable.length > 0) throw new Error('operations of a newer version cannot be folded');
    const clocks = known?.clocks ?? new Map<number, number>();
    for (const { id } of entries) clocks.set(id.session, Math.max(id.counter + 1, clocks.get(id.session) ?? 0));
    const shelved = known ?? { fold: new Fold(must(start, 'without it there is a fold').grid), clocks, inBase: 0 };
    const base = start?.base && baseOf(start.base, shelved);
    if (base) {
      shelved.inBase = [...base.clocks.values()].reduce((sum, clock) => sum + clock, 0);
      shelved.fold.startFrom(base, entries);
    } else shelved.fold.apply(entries);
    this.#readings.delete(readingId);
    this.#readings.set(readingId, shelved);
    for (const [oldest] of this.#readings) {
      if (this.#readings.size <= this.#capacity) break;
      this.#readings.delete(oldest);
    }
    return shelved;
  }
}

/**
 * Ever rarer as a reading grows, so that its bases together stay small: 500 new operations (`atLeast`), or two in a hundred.
 */
export function isBaseDue(operations: number, inBase: number, atLeast: number): boolean {
  return operations - inBase >= Math.max(atLeast, operations / 50);
}

/** Undefined for a base of other operations or of another version: folding from the start is slower, and always right. */
function baseOf(bytes: Uint8Array, { fold, clocks }: Shelved): FoldBase | undefined {
  try {
    const base = decodeFoldBase(bytes, fold.grid.dims);
    return coversBase((session) => clocks.get(session) ?? 0, base) ? base : undefined;
  } catch (error) {
    if (!isAppError(error)) throw error;
    return undefined;
  }
}
