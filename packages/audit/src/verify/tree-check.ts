import { Frontier, HASH_BYTES, perfectParts, type Sha256, sameHash } from '@scholia/ledger';
import type { Findings } from './finding.ts';
import { type NamedCheckpoint, rootText } from './signatures.ts';

/** Clocks of the server and of who signs may differ by this much. */
export const TOLERANCE_MS = 5 * 60_000;

/** Rebuilds the tree from the events and what stands between them, and compares it with every checkpoint on the way. */
export class TreeCheck {
  readonly #findings: Findings;
  readonly #gaps: Uint8Array;
  readonly #checkpoints: readonly NamedCheckpoint[];
  readonly #frontier: Frontier;
  #gap = 0;
  #next = 0;
  #broken = false;
  readonly #held = new Set<number>();
  /** Size of the largest checkpoint that was passed, by whether it came from outside. */
  signedUpTo = 0;
  witnessedUpTo = 0;
  #signedAt = 0;
  #recordedAt = 0;

  /** `checkpoints`: properly signed ones, in order of size. */
  constructor(sha256: Sha256, gaps: Uint8Array, checkpoints: readonly NamedCheckpoint[], findings: Findings) {
    this.#gaps = gaps;
    this.#checkpoints = checkpoints;
    this.#findings = findings;
    this.#frontier = new Frontier(sha256);
  }

  next(position: number, leaf: Uint8Array, recordedAt: string): void {
    if (!this.#advance(position - 1)) return;
    const time = Date.parse(recordedAt);
    if (time < this.#signedAt - TOLERANCE_MS)
      this.#findings.add(
        'time',
        `#${position} says that it was recorded at ${recordedAt}, but the ${this.signedUpTo} events before it were signed later than that.`,
        String(position),
      );
    this.#recordedAt = Math.max(this.#recordedAt, time);
    this.#frontier.append(leaf);
    this.#compare();
  }

  /** Whether the first so many events are those that a checkpoint was signed for. */
  holds(size: number): boolean {
    return this.#held.has(size);
  }

  /** Up to the last checkpoint. */
  finish(): void {
    const last = this.#checkpoints.at(-1);
    if (last && last.size > this.#frontier.size) this.#advance(last.size);
    if (!this.#broken && this.#gap * HASH_BYTES !== this.#gaps.length)
      this.#findings.add('tree', 'There are more hashes between the events than the tree has places for.');
  }

  /** False when the tree cannot be continued: the events do not fit what stands between them. */
  #advance(size: number): boolean {
    while (!this.#broken && this.#frontier.size < size) {
      const end = Math.min(size, this.#checkpoints[this.#next]?.size ?? size);
      for (const { low, level } of perfectParts(this.#frontier.size, end)) {
        const hash = this.#gaps.subarray(this.#gap * HASH_BYTES, ++this.#gap * HASH_BYTES);
        if (hash.length < HASH_BYTES) {
          this.#broken = true;
          this.#findings.add(
            'tree',
            `Events beyond #${low} are missing, and nothing stands for them.`,
            String(low + 1),
          );
          return false;
        }
        this.#frontier.append(hash, level);
      }
      this.#compare();
    }
    if (!this.#broken && this.#frontier.size > size) this.#broken = true;
    return !this.#broken;
  }

  #compare(): void {
    for (; this.#checkpoints[this.#next]?.size === this.#frontier.size; this.#next++) {
      const { size, root, isWitness, signedAt } = this.#checkpoints[this.#next];
      const found = this.#frontier.root();
      if (!sameHash(root, found)) {
        const who = isWitness ? 'the witness saw' : 'were signed';
        this.#findings.add(
          isWitness ? 'witness' : 'tree',
          `The first ${size} events are not those that ${who} at ${signedAt}: root ${rootText(found)} instead of ${rootText(root)}.`,
          String(size),
        );
        continue;
      }
      this.#held.add(size);
      if (isWitness) this.witnessedUpTo = size;
      this.signedUpTo = size;
      this.#signedAt = Math.max(this.#signedAt, Date.parse(signedAt));
      if (this.#recordedAt > Date.parse(signedAt) + TOLERANCE_MS)
        this.#findings.add(
          'time',
          `The checkpoint of ${size} events was signed at ${signedAt}, before its events were recorded.`,
          String(size),
        );
    }
  }
}
