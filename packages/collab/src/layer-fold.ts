import { BRICK, BRICK_VOXELS, type Grid, Labelmap } from '@scholia/volume';
import type { BrickCandidates } from './brick-candidates.ts';
import { BrickHistory } from './brick-history.ts';
import type { Footprint } from './footprint.ts';
import type { OperationEntry } from './operation.ts';
import { compareEntries, lowerBound } from './order.ts';

/** One layer (labels or prompts): its labelmap, and the history of each brick that an operation touches. */
export class LayerFold {
  #labelmap: Labelmap;
  /** What the fold started from, if not from nothing: histories of its bricks are made when they are first needed. */
  #candidates: BrickCandidates | undefined;
  readonly #histories = new Map<number, BrickHistory>();
  /** Brick -> first index of its history that has changed since the last refold. */
  readonly #dirty = new Map<number, number>();
  #cleared: OperationEntry | undefined;

  constructor(grid: Grid) {
    this.#labelmap = new Labelmap(grid.dims);
  }

  get labelmap(): Labelmap {
    return this.#labelmap;
  }

  /** Starts with a labelmap (which it takes over) that these operations have been folded into, `cleared` included. */
  startFrom(labelmap: Labelmap, candidates: BrickCandidates, cleared: OperationEntry | undefined): void {
    this.#labelmap = labelmap;
    this.#candidates = candidates;
    this.#cleared = cleared;
  }

  place(entry: OperationEntry, footprint: Footprint): void {
    for (const brick of footprint.bricks) this.#touch(brick, this.#historyOf(brick).insert(entry));
  }

  /** The entry has begun or ceased to count. */
  flip(entry: OperationEntry, footprint: Footprint): void {
    for (const brick of footprint.bricks) this.#touch(brick, this.#historyOf(brick).indexOf(entry));
  }

  /** The voxels of an entry have come that was left out of the histories made so far. */
  fillIn(entry: OperationEntry, footprint: Footprint): void {
    for (const brick of footprint.bricks) {
      const history = this.#histories.get(brick);
      if (history) this.#touch(brick, history.indexOf(entry));
    }
  }

  /** Nothing before `entry` counts any more (undefined: everything does). */
  clearBefore(entry: OperationEntry | undefined): void {
    if (entry === this.#cleared) return;
    this.#cleared = entry;
    // What was written before the clearing, and does not show, may come back.
    if (this.#candidates) this.#recallAll(this.#candidates);
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
    const { entries } = this.#historyOf(brick);
    return this.#cleared ? entries.slice(lowerBound(entries, this.#cleared, compareEntries)) : entries;
  }

  #historyOf(brick: number): BrickHistory {
    const known = this.#histories.get(brick);
    if (known) return known;
    const history = this.#candidates ? this.#pastOf(brick, this.#candidates) : new BrickHistory();
    this.#histories.set(brick, history);
    return history;
  }

  #recallAll(candidates: BrickCandidates): void {
    const [ni, nj, nk] = this.#labelmap.brickCount;
    for (let brick = 0; brick < ni * nj * nk; brick++)
      if (this.#candidatesOf(brick, candidates).length > 0) this.#historyOf(brick);
  }

  #candidatesOf(brick: number, candidates: BrickCandidates): OperationEntry[] {
    const [i, j, k] = this.#labelmap.brickOrigin(brick);
    return candidates.of([i / BRICK, j / BRICK, k / BRICK]);
  }

  #pastOf(brick: number, candidates: BrickCandidates): BrickHistory {
    const entries = this.#candidatesOf(brick, candidates);
    return BrickHistory.from(entries, this.#labelmap.brick(brick) ?? new Uint8Array(BRICK_VOXELS));
  }

  #touch(brick: number, index: number): void {
    this.#dirty.set(brick, Math.min(index, this.#dirty.get(brick) ?? index));
  }
}
