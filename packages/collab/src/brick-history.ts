import { packBrick, unpackBrick } from '@scholia/volume';
import type { OperationEntry } from './operation.ts';
import { compareEntries, lowerBound } from './order.ts';

/** Operations between two checkpoints of a brick. */
export const CHECKPOINT_EVERY = 32;
/** Checkpoints kept per brick; older ones are thinned out, so that memory grows with the number of bricks only. */
const MAX_CHECKPOINTS = 8;

interface Checkpoint {
  /** How many entries of the history it includes. */
  readonly count: number;
  /** The brick's labels, packed. */
  readonly packed: Uint8Array;
}

/**
 * The operations that touch one brick, in total order, and checkpoints of the brick's voxels, so that an operation that
 * arrives out of order replays only what follows it.
 */
export class BrickHistory {
  readonly entries: OperationEntry[] = [];
  #checkpoints: Checkpoint[] = [];
  /** How many entries the live voxels include. */
  #applied = 0;

  /** A history whose entries (in total order) have all been folded already, into these voxels. */
  static from(entries: readonly OperationEntry[], voxels: Uint8Array): BrickHistory {
    const history = new BrickHistory();
    for (const entry of entries) history.entries.push(entry);
    history.#applied = entries.length;
    history.#checkpoint(entries.length, voxels);
    return history;
  }

  /** Puts the entry in its place, unless it is there already, and returns its index. */
  insert(entry: OperationEntry): number {
    const index = lowerBound(this.entries, entry, compareEntries);
    if (this.entries[index] !== entry) this.entries.splice(index, 0, entry);
    return index;
  }

  indexOf(entry: OperationEntry): number {
    return lowerBound(this.entries, entry, compareEntries);
  }

  /**
   * Brings `live` (32768 labels) up to date, given that nothing before index `from` has changed since the last time.
   * Entries before index `start` do not count (a ClearPrompts emptied the layer after them); a caller that changes
   * `start` must pass `from` = 0.
   */
  refold(live: Uint8Array, from: number, start: number, write: (entry: OperationEntry) => void): void {
    let at = this.#applied;
    if (from < at) {
      this.#checkpoints = this.#checkpoints.filter(({ count }) => count <= from);
      const base = this.#checkpoints.at(-1);
      at = base?.count ?? 0;
      if (base) unpackBrick(base.packed, live);
      else live.fill(0);
    }
    if (start > at) {
      at = start;
      live.fill(0);
    }
    for (; at < this.entries.length; ) {
      write(this.entries[at]);
      at++;
      if (at % CHECKPOINT_EVERY === 0) this.#checkpoint(at, live);
    }
    this.#applied = this.entries.length;
  }

  #checkpoint(count: number, live: Uint8Array): void {
    this.#checkpoints.push({ count, packed: packBrick(live) });
    if (this.#checkpoints.length <= MAX_CHECKPOINTS) return;
    // Keep the newest half, and every second one of the older half: ever sparser towards the past.
    const half = MAX_CHECKPOINTS / 2;
    this.#checkpoints = this.#checkpoints.filter((_, n) => n > half || n % 2 === 1);
  }
}
