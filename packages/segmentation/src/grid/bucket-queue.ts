/** None, where a cell is expected. */
const NONE = -1;

/**
 * Cells by whole priority, least first, and first come first served within one: a ring of lists, one per priority (Dial,
 * "Algorithm 360", CACM 1969; Meyer's hierarchical queue). A priority is never below that of the cell taken last, and never
 * more than `span` above it. Constant time, but for stepping over empty priorities. 8 bytes per cell.
 */
export class BucketQueue {
  readonly #mask: number;
  readonly #first: Int32Array;
  readonly #last: Int32Array;
  readonly #next: Int32Array;
  readonly #previous: Int32Array;
  #size = 0;
  #least = 0;

  /** For cells 0 to `cells` - 1. */
  constructor(cells: number, span: number) {
    const buckets = 2 ** Math.ceil(Math.log2(span + 1));
    this.#mask = buckets - 1;
    this.#first = new Int32Array(buckets).fill(NONE);
    this.#last = new Int32Array(buckets).fill(NONE);
    this.#next = new Int32Array(cells);
    this.#previous = new Int32Array(cells);
  }

  /** Priority of the cell that was taken last; at first 0. */
  get least(): number {
    return this.#least;
  }

  /** Queues a cell that is not queued. */
  put(cell: number, priority: number): void {
    const bucket = priority & this.#mask;
    const last = this.#last[bucket];
    this.#next[cell] = NONE;
    this.#previous[cell] = last;
    if (last === NONE) this.#first[bucket] = cell;
    else this.#next[last] = cell;
    this.#last[bucket] = cell;
    this.#size++;
  }

  /** Takes out a cell that is queued with this priority. */
  remove(cell: number, priority: number): void {
    const bucket = priority & this.#mask;
    const next = this.#next[cell];
    const previous = this.#previous[cell];
    if (previous === NONE) this.#first[bucket] = next;
    else this.#next[previous] = next;
    if (next === NONE) this.#last[bucket] = previous;
    else this.#previous[next] = previous;
    this.#size--;
  }

  /** Takes out the first cell of least priority; below 0 when there is none. */
  take(): number {
    if (this.#size === 0) return NONE;
    while (this.#first[this.#least & this.#mask] === NONE) this.#least++;
    const cell = this.#first[this.#least & this.#mask];
    this.remove(cell, this.#least);
    return cell;
  }
}
