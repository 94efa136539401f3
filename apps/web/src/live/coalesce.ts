/**
 * Gathers keys and hands them over together: at once for the first, then at most every `intervalMs`. A burst of a
 * thousand strokes refreshes a list a few times, not a thousand times.
 */
export class Coalescer<Key> {
  readonly #flush: (keys: ReadonlySet<Key>) => void;
  readonly #intervalMs: number;
  #waiting = new Set<Key>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(intervalMs: number, flush: (keys: ReadonlySet<Key>) => void) {
    this.#intervalMs = intervalMs;
    this.#flush = flush;
  }

  add(keys: Iterable<Key>): void {
    for (const key of keys) this.#waiting.add(key);
    if (this.#timer === undefined) this.#hand();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#waiting = new Set();
  }

  #hand(): void {
    if (this.#waiting.size === 0) {
      this.#timer = undefined;
      return;
    }
    const keys = this.#waiting;
    this.#waiting = new Set();
    this.#timer = setTimeout(() => this.#hand(), this.#intervalMs);
    this.#flush(keys);
  }
}
