import { assert, isAppError } from '@scholia/core';
import type { Grid } from '@scholia/volume';
import * as Y from 'yjs';
import { appendOperation, entriesOfTransaction, type RawEntry, rawEntriesFrom } from '../document.ts';
import { type ChangedBricks, Fold, type FoldOptions } from '../fold.ts';
import { coversBase, decodeFoldBase } from '../fold-base.ts';
import type { Operation, OperationEntry, OperationId } from '../operation.ts';

/**
 * A Y.Doc and its fold, kept together: once `start` has folded what was there, every operation that enters the document,
 * from anywhere, is folded at once.
 */
export class ReadingDocument {
  readonly doc = new Y.Doc();
  readonly fold: Fold;
  /** Operations written by a newer version: what is shown is not all that there is. */
  readonly unreadable: OperationId[] = [];

  /** How many operations the base had folded that this document started from. */
  inBase = 0;
  /** What has come before `start`. */
  #early: OperationEntry[] | undefined = [];
  readonly #onChange: (document: ReadingDocument, changed: ChangedBricks) => void;

  constructor(grid: Grid, options: FoldOptions, onChange: (document: ReadingDocument, changed: ChangedBricks) => void) {
    this.fold = new Fold(grid, options);
    this.#onChange = onChange;
    this.doc.on('afterTransaction', (transaction: Y.Transaction) => {
      const { entries, unreadable } = entriesOfTransaction(transaction);
      if (entries.length === 0 && unreadable.length === 0) return;
      this.unreadable.push(...unreadable);
      if (!this.#early) onChange(this, this.fold.apply(entries));
      else for (const entry of entries) this.#early.push(entry);
    });
  }

  /**
   * Folds what has come so far; from `base` (encodeFoldBase), if it is one of this image and the document has all that it
   * was folded from. Does nothing the second time.
   */
  start(base?: Uint8Array): void {
    const entries = this.#early;
    if (!entries) return;
    this.#early = undefined;
    this.#onChange(this, this.#startFrom(base, entries) ?? this.fold.apply(entries));
  }

  append(op: Operation): OperationId {
    assert(!this.#early, 'what is there is folded before anything is written');
    return appendOperation(this.doc, op);
  }

  get isEmpty(): boolean {
    return this.doc.store.clients.size === 0;
  }

  clockOf(session: number): number {
    return Y.getState(this.doc.store, session);
  }

  /** True if it holds exactly so many operations of each session. */
  isAt(clocks: ReadonlyMap<number, number>): boolean {
    const { clients } = this.doc.store;
    if (clients.size !== clocks.size) return false;
    for (const [session, clock] of clocks) if (this.clockOf(session) !== clock) return false;
    return true;
  }

  /** Items of these sessions that are not durable. */
  unacknowledged(sessions: Iterable<number>, durableClock: (session: number) => number): RawEntry[] {
    return [...sessions].flatMap((session) => rawEntriesFrom(this.doc, session, durableClock(session)));
  }

  destroy(): void {
    this.doc.destroy();
  }

  #startFrom(bytes: Uint8Array | undefined, entries: readonly OperationEntry[]): ChangedBricks | undefined {
    if (!bytes || this.unreadable.length > 0) return undefined;
    try {
      const base = decodeFoldBase(bytes, this.fold.grid.dims);
      if (!coversBase((session) => this.clockOf(session), base)) return undefined;
      this.inBase = [...base.clocks.values()].reduce((sum, clock) => sum + clock, 0);
      return this.fold.startFrom(base, entries);
    } catch (error) {
      // Folding from the start is slower, and always right.
      if (!isAppError(error)) throw error;
      return undefined;
    }
  }
}
