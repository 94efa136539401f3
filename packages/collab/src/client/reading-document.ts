import type { Digest } from '@scholia/core';
import type { Grid, Labelmap } from '@scholia/volume';
import * as Y from 'yjs';
import { appendOperation, entriesOfTransaction, type RawEntry, rawEntriesFrom } from '../document.ts';
import { type ChangedBricks, Fold } from '../fold.ts';
import type { Operation, OperationId } from '../operation.ts';

/** A Y.Doc and its fold, kept together: every operation that enters the document, from anywhere, is folded at once. */
export class ReadingDocument {
  readonly doc = new Y.Doc();
  readonly fold: Fold;
  /** Operations written by a newer version: what is shown is not all that there is. */
  readonly unreadable: OperationId[] = [];

  constructor(
    grid: Grid,
    blobOf: (digest: Digest) => Labelmap | undefined,
    onChange: (document: ReadingDocument, changed: ChangedBricks) => void,
  ) {
    this.fold = new Fold(grid, { blobOf });
    this.doc.on('afterTransaction', (transaction: Y.Transaction) => {
      const { entries, unreadable } = entriesOfTransaction(transaction);
      if (entries.length === 0 && unreadable.length === 0) return;
      this.unreadable.push(...unreadable);
      onChange(this, this.fold.apply(entries));
    });
  }

  append(op: Operation): OperationId {
    return appendOperation(this.doc, op);
  }

  clockOf(session: number): number {
    return Y.getState(this.doc.store, session);
  }

  /** Items of these sessions that are not durable. */
  unacknowledged(sessions: Iterable<number>, durableClock: (session: number) => number): RawEntry[] {
    return [...sessions].flatMap((session) => rawEntriesFrom(this.doc, session, durableClock(session)));
  }

  destroy(): void {
    this.doc.destroy();
  }
}
