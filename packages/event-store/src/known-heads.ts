/** The newest event of a stream. */
export interface StreamHead {
  readonly version: bigint;
  /** Hex. */
  readonly hash: string;
}

/** Where a log and some of its streams stand. */
export interface Heads {
  readonly position: bigint;
  readonly streams: ReadonlyMap<string, StreamHead>;
}

/** A few hundred bytes each. */
const STREAMS = 1000;

/**
 * Where this process has left the log and its streams, so that an append can guess its place instead of asking for it.
 * Postgres checks the guess; while another process writes as well, most would be wrong, and none is made.
 */
export class KnownHeads {
  #position: bigint | undefined;
  #isQuiet = false;
  readonly #streams = new Map<string, StreamHead>();

  /** A commit of this process has moved the head of the log from `before`. */
  moved(before: bigint, { position, streams }: Heads): void {
    this.#isQuiet = this.#position === before;
    if (this.#position !== undefined && this.#position > position) return;
    this.#position = position;
    for (const [id, head] of streams) {
      this.#streams.delete(id);
      this.#streams.set(id, head);
    }
    for (const id of this.#streams.keys()) {
      if (this.#streams.size <= STREAMS) break;
      this.#streams.delete(id);
    }
  }

  guess(streamIds: readonly string[]): Heads | undefined {
    if (!this.#isQuiet || this.#position === undefined) return undefined;
    const streams = new Map<string, StreamHead>();
    for (const id of streamIds) {
      const head = this.#streams.get(id);
      if (!head) return undefined;
      streams.set(id, head);
    }
    return { position: this.#position, streams };
  }

  /** The guess was wrong. */
  forget(streamIds: readonly string[]): void {
    this.#isQuiet = false;
    for (const id of streamIds) this.#streams.delete(id);
  }
}
