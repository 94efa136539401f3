import { must } from '@scholia/core';
import { Frontier, type Subtree } from './frontier.ts';
import { nodeHash, type Sha256, splitOf } from './hash.ts';

/** Hashes of a tile when it is full. A tile of level L holds subtrees of level 8 L (C2SP tlog-tiles). */
export const TILE_WIDTH = 256;
const TILE_HEIGHT = 8;
export const HASH_BYTES = 32;

export interface TileAddress {
  readonly level: number;
  readonly index: number;
}

/** Tiles that a tree keeps at hand: 2 MiB of them, whatever the size of the log. */
const TILES_KEPT = 256;

/** Up to 256 hashes of 32 bytes, one after the other; undefined when there is no such tile. */
export type ReadTile = (address: TileAddress) => Promise<Uint8Array | undefined>;

/** Where the hash of a subtree is kept: `undefined` when it is not kept but computed from those that are. */
export function placeInTile({ level, index }: Subtree): (TileAddress & { readonly at: number }) | undefined {
  if (level % TILE_HEIGHT !== 0) return undefined;
  return { level: level / TILE_HEIGHT, index: Math.floor(index / TILE_WIDTH), at: index % TILE_WIDTH };
}

/** A Merkle tree that is kept as tiles: the hash of any range of leaves, for proofs. Keeps the tiles that it read last. */
export class TileTree {
  readonly size: number;
  readonly #sha256: Sha256;
  readonly #read: ReadTile;
  readonly #tiles = new Map<string, Promise<Uint8Array>>();

  constructor(sha256: Sha256, size: number, read: ReadTile) {
    this.#sha256 = sha256;
    this.size = size;
    this.#read = read;
  }

  /** RFC 6962 MTH of the leaves from `low` to below `high`, a range as the recursion of the RFC splits them. */
  async hashOf(low: number, high: number): Promise<Uint8Array> {
    const leaves = high - low;
    const level = Math.log2(leaves);
    if (Number.isInteger(level) && low % leaves === 0) return await this.#perfect(level, low / leaves);
    const split = low + splitOf(leaves);
    return nodeHash(this.#sha256, await this.hashOf(low, split), await this.hashOf(split, high));
  }

  async root(): Promise<Uint8Array> {
    return this.size === 0 ? this.#sha256() : await this.hashOf(0, this.size);
  }

  /** The right edge of the tree, to go on from. */
  async frontier(): Promise<Frontier> {
    const frontier = new Frontier(this.#sha256);
    for (const { low, level } of perfectParts(0, this.size))
      frontier.append(await this.hashOf(low, low + 2 ** level), level);
    return frontier;
  }

  async #perfect(level: number, index: number): Promise<Uint8Array> {
    const tileLevel = Math.floor(level / TILE_HEIGHT);
    const inTile = 2 ** (level % TILE_HEIGHT);
    const first = index * inTile;
    const tile = await this.#tile({ level: tileLevel, index: Math.floor(first / TILE_WIDTH) });
    let row = Array.from({ length: inTile }, (_, i) => hashAt(tile, (first % TILE_WIDTH) + i));
    while (row.length > 1)
      row = Array.from({ length: row.length / 2 }, (_, i) => nodeHash(this.#sha256, row[2 * i], row[2 * i + 1]));
    return row[0];
  }

  #tile(address: TileAddress): Promise<Uint8Array> {
    const key = `${address.level}/${address.index}`;
    let tile = this.#tiles.get(key);
    if (!tile) {
      const [oldest] = this.#tiles.keys();
      if (this.#tiles.size === TILES_KEPT) this.#tiles.delete(oldest);
      tile = this.#read(address).then((bytes) => must(bytes, `tile ${key} of a tree of ${this.size} leaves exists`));
      this.#tiles.set(key, tile);
    }
    return tile;
  }
}

function hashAt(tile: Uint8Array, at: number): Uint8Array {
  const hash = tile.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES);
  if (hash.length !== HASH_BYTES) throw new Error('bug: a tile holds fewer hashes than its tree says');
  return hash;
}

/** The perfect subtrees that together are the leaves from `low` to below `high`, from left to right. */
export function* perfectParts(low: number, high: number): Generator<{ readonly low: number; readonly level: number }> {
  let at = low;
  while (at < high) {
    let level = 0;
    while (at % 2 ** (level + 1) === 0 && at + 2 ** (level + 1) <= high) level++;
    yield { low: at, level };
    at += 2 ** level;
  }
}
