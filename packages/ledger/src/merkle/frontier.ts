import { must } from '@scholia/core';
import { nodeHash, type Sha256 } from './hash.ts';

/** A subtree with 2^level leaves, the first of them leaf `index` * 2^level. */
export interface Subtree {
  readonly level: number;
  readonly index: number;
  readonly hash: Uint8Array;
}

/**
 * The right edge of a growing Merkle tree: the roots of its perfect subtrees, largest first. All that is needed to add to
 * the tree and to know its root; 32 bytes for each bit of the size.
 */
export class Frontier {
  readonly #sha256: Sha256;
  readonly #edge: { readonly level: number; readonly hash: Uint8Array }[] = [];
  #size = 0;

  constructor(sha256: Sha256) {
    this.#sha256 = sha256;
  }

  get size(): number {
    return this.#size;
  }

  /**
   * Adds the perfect subtree with 2^level leaves; the size must be a multiple of that. Returns every subtree that is now
   * complete, the added one first.
   */
  append(hash: Uint8Array, level = 0): Subtree[] {
    const leaves = 2 ** level;
    if (this.#size % leaves !== 0) throw new Error('bug: a subtree begins where its size does not allow');
    let top = { level, index: this.#size / leaves, hash };
    const done: Subtree[] = [top];
    while (this.#edge.at(-1)?.level === top.level) {
      const left = must(this.#edge.pop(), 'it was just seen');
      top = {
        level: top.level + 1,
        index: (top.index - 1) / 2,
        hash: nodeHash(this.#sha256, left.hash, top.hash),
      };
      done.push(top);
    }
    this.#edge.push(top);
    this.#size += leaves;
    return done;
  }

  /** RFC 6962 MTH of all leaves so far; SHA-256 of nothing for none. */
  root(): Uint8Array {
    const right = this.#edge.at(-1);
    if (!right) return this.#sha256();
    return this.#edge.slice(0, -1).reduceRight((sum, { hash }) => nodeHash(this.#sha256, hash, sum), right.hash);
  }
}
