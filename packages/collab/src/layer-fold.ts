import { type Grid, Labelmap } from '@scholia/volume';
import { BrickHistory } from './brick-history.ts';
import type { Footprint } from './footprint.ts';
import type { OperationEntry } from './operation.ts';
import { compareEntries, lowerBound } from './order.ts';

/** One layer (labels or prompts): its labelmap, and the history of each brick that an operation touches. */
export class LayerFold {
  readonly labelmap: Labelmap;
  readonly #histories = new Map<number, BrickHistory>();
  /** Brick -> first index of its history that has changed since the last refold. */
  readonly #dirty = new Map<number, number>();
  #cleared: OperationEntry | undefined;

  constructor(grid: Grid) {
    this.labelmap = new Labelmap(grid.dims);
  }

  place(entry: OperationEntry, footprint: Footprint): void {
    for (const brick of footprint.bricks) {
      let history = this.#histories.get(brick);
      if (!history) {
        history = new BrickHistory();
        this.#histories.set(brick, history);
      }
      this.#touch(brick, history.insert(entry));
    }
  }

  /** The entry has begun or ceased to count. */
  flip(entry: OperationEntry, footprint: Footprint): void {
    for (const brick of footprint.bricks) {
      const history = this.#histories.get(brick);
      if (history) this.#touch(brick, history.indexOf(entry));
    }
  }

  /** Nothing before `entry` counts any more (undefined: everything does). */
  clearBefore(entry: OperationEntry | undefined): void {
    if (entry === this.#cleared) return;
    this.#cleared = entry;
    for (const brick of this.#histories.keys()) this.#dirty.set(brick, 0);
  }

  /** Refolds what has changed; returns the bricks. `footprintOf` gives undefined for an entry that does not count. */
  settle(footprintOf: (entry: OperationEntry) => Footprint | undefined): Set<number> {
    const changed = new Set(this.#dirty.keys());
    for (const [brick, from] of this.#dirty) {
      const history = this.#histories.get(brick);
      if (!history) continue;
      const live = this.labelmap.writableBrick(brick);
      const start = this.#cleared ? lowerBound(history.entries, this.#cleared, compareEntries) : 0;
      history.refold(live, from, start, (entry) => footprintOf(entry)?.write(brick, live));
    }
    this.#dirty.clear();
    return changed;
  }

  /** Entries that touch a brick and follow the last clearing, in total order. */
  entriesOf(brick: number): readonly OperationEntry[] {
    const entries = this.#histories.get(brick)?.entries ?? [];
    return this.#cleared ? entries.slice(lowerBound(entries, this.#cleared, compareEntries)) : entries;
  }

  #touch(brick: number, index: number): void {
    this.#dirty.set(brick, Math.min(index, this.#dirty.get(brick) ?? index));
  }
}
