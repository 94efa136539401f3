import type { OperationEntry, OperationId } from './operation.ts';
import { compareEntries, idText, lowerBound } from './order.ts';

/** Strokes, fills, masks and clearings can be undone; markers cannot. */
export function isUndoable(entry: OperationEntry): boolean {
  return entry.op.type !== 'Undo' && entry.op.type !== 'Redo';
}

/** The set of operations in total order, and for each the marker that decides whether it counts. */
export class UndoIndex {
  readonly ordered: OperationEntry[] = [];
  readonly #byId = new Map<string, OperationEntry>();
  readonly #bySession = new Map<number, OperationEntry[]>();
  readonly #deciding = new Map<string, OperationEntry>();
  readonly #clears: OperationEntry[] = [];

  get(id: OperationId): OperationEntry | undefined {
    return this.#byId.get(idText(id));
  }

  isActive(id: OperationId): boolean {
    const key = idText(id);
    const entry = this.#byId.get(key);
    return entry !== undefined && isUndoable(entry) && this.#deciding.get(key)?.op.type !== 'Undo';
  }

  /** Takes in what is new. `added` is in total order; `flipped` are older operations that begin or cease to count. */
  add(entries: readonly OperationEntry[]): { added: OperationEntry[]; flipped: OperationEntry[] } {
    const added: OperationEntry[] = [];
    for (const entry of entries) {
      const key = idText(entry.id);
      if (this.#byId.has(key)) continue;
      this.#byId.set(key, entry);
      added.push(entry);
    }
    added.sort(compareEntries);
    this.#mergeOrdered(added);
    const flipped: OperationEntry[] = [];
    const isNew = new Set(added);
    for (const entry of added) {
      insert(this.#bySession, entry);
      if (entry.op.type === 'ClearPrompts')
        this.#clears.splice(lowerBound(this.#clears, entry, compareEntries), 0, entry);
      else if (entry.op.type === 'Undo' || entry.op.type === 'Redo') {
        const key = idText(entry.op.target);
        const before = this.#deciding.get(key);
        if (before && compareEntries(before, entry) > 0) continue;
        this.#deciding.set(key, entry);
        const target = this.#byId.get(key);
        if (target && !isNew.has(target) && (before?.op.type ?? 'Redo') !== entry.op.type) flipped.push(target);
      }
    }
    return { added, flipped };
  }

  lastActiveClear(): OperationEntry | undefined {
    return this.#clears.findLast((clear) => this.isActive(clear.id));
  }

  undoable(sessions: ReadonlySet<number>): OperationId | undefined {
    return this.#lastOf(sessions, (entry) => this.isActive(entry.id))?.id;
  }

  redoable(sessions: ReadonlySet<number>): OperationId | undefined {
    const lastWritten = this.#lastOf(sessions, isUndoable);
    const lastUndo = this.#lastOf(sessions, (entry) => {
      // What was taken back with a reason was a review, not a slip of one's own hand.
      if (entry.op.type !== 'Undo' || entry.op.reason !== undefined) return false;
      const key = idText(entry.op.target);
      return this.#deciding.get(key) === entry && this.#byId.has(key);
    });
    if (lastUndo?.op.type !== 'Undo') return undefined;
    if (lastWritten && compareEntries(lastWritten, lastUndo) > 0) return undefined;
    return lastUndo.op.target;
  }

  #lastOf(sessions: ReadonlySet<number>, wanted: (entry: OperationEntry) => boolean): OperationEntry | undefined {
    let last: OperationEntry | undefined;
    for (const session of sessions) {
      const candidate = this.#bySession.get(session)?.findLast(wanted);
      if (candidate && (!last || compareEntries(candidate, last) > 0)) last = candidate;
    }
    return last;
  }

  #mergeOrdered(added: readonly OperationEntry[]): void {
    const last = this.ordered.at(-1);
    if (added.length === 0) return;
    if (!last || compareEntries(last, added[0]) < 0) for (const entry of added) this.ordered.push(entry);
    else if (added.length === 1) this.ordered.splice(lowerBound(this.ordered, added[0], compareEntries), 0, added[0]);
    else {
      for (const entry of added) this.ordered.push(entry);
      this.ordered.sort(compareEntries);
    }
  }
}

function insert(lists: Map<number, OperationEntry[]>, entry: OperationEntry): void {
  const list = lists.get(entry.id.session);
  if (list) list.splice(lowerBound(list, entry, compareEntries), 0, entry);
  else lists.set(entry.id.session, [entry]);
}
