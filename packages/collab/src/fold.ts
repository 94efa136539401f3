import { assert, type Digest, must, sha256 } from '@scholia/core';
import { assertGrid, brickOffset, type Grid, type Labelmap, labelmapDigest } from '@scholia/volume';
import { BrickCandidates } from './brick-candidates.ts';
import { type FoldBase, isCovered } from './fold-base.ts';
import { type Footprint, footprintOf } from './footprint.ts';
import { LayerFold } from './layer-fold.ts';
import {
  blobNeededBy,
  isWriting,
  type Layer,
  type OperationEntry,
  type OperationId,
  type WritingOperation,
} from './operation.ts';
import { UndoIndex } from './undo-index.ts';

/** Indices of the bricks whose voxels may have changed. */
export interface ChangedBricks {
  readonly labels: ReadonlySet<number>;
  readonly prompts: ReadonlySet<number>;
}

export interface FoldOptions {
  /** A labelmap blob that is at hand; undefined: `provideBlob` brings it later. */
  readonly blobOf?: ((digest: Digest) => Labelmap | undefined) | undefined;
  /** Told of each blob that turns out to be needed. */
  readonly onMissing?: ((digest: Digest) => void) | undefined;
  /** Memory for rasterised shapes, kept to make refolding cheap. (Default: 32 MiB) */
  readonly cacheBytes?: number | undefined;
}

/** Operations that are placed before they are written. */
const SETTLE_EVERY = 64;

/** What last wrote a voxel. */
export interface Blame {
  readonly id: OperationId;
  readonly author: string | undefined;
  /** The label that it wrote; 0 if it erased. */
  readonly value: number;
}

/**
 * The labelmap as a pure function of the set of operations, kept up to date as operations arrive in any order.
 * Equal sets give equal labels and prompts, bit for bit, and equal `foldAll`.
 */
export class Fold {
  readonly grid: Grid;
  readonly #layers: Record<Layer, LayerFold>;
  readonly #undo = new UndoIndex();
  readonly #blobs = new Map<Digest, Labelmap>();
  /** Operations whose blob is not here. */
  readonly #waiting = new Map<Digest, Set<OperationEntry>>();
  #base: Pick<FoldBase, 'clocks'> = { clocks: new Map() };
  /** Operations of the base that have been undone or redone since, before their blob was here. */
  readonly #lateFlips = new Set<OperationEntry>();
  readonly #brickHashes = new Map<number, Uint8Array>();
  readonly #footprints = new Map<OperationEntry, Footprint>();
  readonly #cacheBytes: number;
  readonly #blobOf: (digest: Digest) => Labelmap | undefined;
  readonly #onMissing: (digest: Digest) => void;
  #cachedBytes = 0;

  constructor(grid: Grid, options: FoldOptions = {}) {
    assertGrid(grid);
    this.grid = grid;
    this.#layers = { labels: new LayerFold(grid), prompts: new LayerFold(grid) };
    this.#blobOf = options.blobOf ?? (() => undefined);
    this.#onMissing = options.onMissing ?? (() => {});
    this.#cacheBytes = options.cacheBytes ?? 32 * 1024 * 1024;
  }

  get labels(): Labelmap {
    return this.#layers.labels.labelmap;
  }

  get prompts(): Labelmap {
    return this.#layers.prompts.labelmap;
  }

  /** All operations, markers included, in total order. */
  get operations(): readonly OperationEntry[] {
    return this.#undo.ordered;
  }

  /** The highest Lamport number folded; 0 if there is none. */
  get highestLamport(): number {
    return this.#undo.ordered.at(-1)?.op.lamport ?? 0;
  }

  /**
   * The first operations of an empty fold, among them all that `base` was folded from: only the others are written.
   * Takes the base's labelmaps over. The same labels as `apply`; what the base holds is trusted.
   */
  startFrom(base: FoldBase, entries: readonly OperationEntry[]): ChangedBricks {
    assert(this.operations.length === 0, 'a fold starts once');
    const isOld = (entry: OperationEntry) => isCovered(base, entry.id);
    const { added } = this.#undo.add(entries.filter(isOld));
    this.#base = base;
    const cleared = this.#undo.lastActiveClear();
    this.#layers.labels.startFrom(base.labels, new BrickCandidates(this.grid, 'labels', added), undefined);
    this.#layers.prompts.startFrom(base.prompts, new BrickCandidates(this.grid, 'prompts', added), cleared);
    const { labels, prompts } = this.apply(entries.filter((entry) => !isOld(entry)));
    return {
      labels: new Set([...[...base.labels.bricks()].map(([brick]) => brick), ...labels]),
      prompts: new Set([...[...base.prompts.bricks()].map(([brick]) => brick), ...prompts]),
    };
  }

  /** Adds operations: in any order, repeats are ignored, only the bricks that they touch are folded again. */
  apply(entries: readonly OperationEntry[]): ChangedBricks {
    const { added, flipped } = this.#undo.add(entries);
    const changed = { labels: new Set<number>(), prompts: new Set<number>() };
    const settle = () => {
      const { labels, prompts } = this.#settle();
      for (const brick of labels) changed.labels.add(brick);
      for (const brick of prompts) changed.prompts.add(brick);
    };
    for (const [n, entry] of added.entries()) {
      this.#place(entry);
      // A whole reading at once: written while its shapes are still in the cache, or each would be rasterised twice.
      if (n % SETTLE_EVERY === SETTLE_EVERY - 1) settle();
    }
    for (const entry of flipped) this.#flip(entry);
    settle();
    return changed;
  }

  has(id: OperationId): boolean {
    return this.#undo.get(id) !== undefined;
  }

  /** True if it is a Stroke, Fill, Patch, Mask or ClearPrompts that has not been undone. */
  isActive(id: OperationId): boolean {
    return this.#undo.isActive(id);
  }

  /** Blobs that operations need and that are not here: what those write is missing from the labels. */
  missingBlobs(): Digest[] {
    return [...this.#waiting.keys()];
  }

  /** A blob has come. One of another size than the image counts as empty. */
  provideBlob(digest: Digest, blob: Labelmap): ChangedBricks {
    this.#blobs.set(digest, blob);
    const waiting = this.#waiting.get(digest) ?? [];
    this.#waiting.delete(digest);
    for (const entry of waiting)
      if (!isCovered(this.#base, entry.id)) this.#place(entry);
      else if (this.#lateFlips.delete(entry)) this.#flip(entry);
      else this.#fillIn(entry);
    return this.#settle();
  }

  /** Digest of the labels (not of the prompts): equal for everybody who has the same operations and blobs. */
  digest(): Digest {
    return labelmapDigest(this.labels, (brick, voxels) => {
      const known = this.#brickHashes.get(brick);
      if (known) return known;
      const hash = sha256(voxels);
      this.#brickHashes.set(brick, hash);
      return hash;
    });
  }

  /** The operation that last wrote voxel (i, j, k) of a layer, or undefined if none has. */
  blame(i: number, j: number, k: number, layer: Layer = 'labels'): Blame | undefined {
    const brick = this.labels.brickIndex(i, j, k);
    const offset = brickOffset(i, j, k);
    let last: Blame | undefined;
    for (const entry of this.#layers[layer].entriesOf(brick)) {
      const value = this.#activeFootprint(entry)?.labelAt(brick, offset, last?.value ?? 0);
      if (value !== undefined) last = { id: entry.id, author: entry.author, value };
    }
    return last;
  }

  /** What "undo" by these sessions would take back: their last operation, in total order, that counts. */
  undoable(sessions: ReadonlySet<number>): OperationId | undefined {
    return this.#undo.undoable(sessions);
  }

  /** What "redo" would bring back: the last undone, unless these sessions have written something since. */
  redoable(sessions: ReadonlySet<number>): OperationId | undefined {
    return this.#undo.redoable(sessions);
  }

  #place(entry: OperationEntry): void {
    const { op } = entry;
    if (!isWriting(op)) return;
    const footprint = this.#footprint(entry, op);
    if (footprint) this.#layers[op.layer].place(entry, footprint);
    else this.#await(entry);
  }

  #fillIn(entry: OperationEntry): void {
    const footprint = isWriting(entry.op) ? this.#footprint(entry, entry.op) : undefined;
    if (footprint) this.#layers.labels.fillIn(entry, footprint);
  }

  #await(entry: OperationEntry): void {
    const blob = must(blobNeededBy(entry.op), 'only an operation with a blob waits for one');
    const waiting = this.#waiting.get(blob);
    if (waiting) {
      waiting.add(entry);
      return;
    }
    this.#waiting.set(blob, new Set([entry]));
    this.#onMissing(blob);
  }

  #flip(entry: OperationEntry): void {
    const { op } = entry;
    if (!isWriting(op)) return;
    const footprint = this.#footprint(entry, op);
    if (footprint) this.#layers[op.layer].flip(entry, footprint);
    else if (isCovered(this.#base, entry.id)) {
      // Twice flipped is as it was.
      if (!this.#lateFlips.delete(entry)) this.#lateFlips.add(entry);
      this.#await(entry);
    }
  }

  #settle(): ChangedBricks {
    this.#layers.prompts.clearBefore(this.#undo.lastActiveClear());
    const footprintOf = (entry: OperationEntry) => this.#activeFootprint(entry);
    const labels = this.#layers.labels.settle(footprintOf);
    for (const brick of labels) this.#brickHashes.delete(brick);
    return { labels, prompts: this.#layers.prompts.settle(footprintOf) };
  }

  #activeFootprint(entry: OperationEntry): Footprint | undefined {
    if (!this.#undo.isActive(entry.id) || !isWriting(entry.op)) return undefined;
    const footprint = this.#footprint(entry, entry.op);
    // A mask of the base, whose bricks have to be folded anew: they are incomplete until its blob has come.
    if (!footprint) this.#await(entry);
    return footprint;
  }

  #blob(digest: Digest): Labelmap | undefined {
    const known = this.#blobs.get(digest);
    if (known) return known;
    const blob = this.#blobOf(digest);
    if (blob) this.#blobs.set(digest, blob);
    return blob;
  }

  /** Rasterised once, then kept while there is room: the least recently used go first. Undefined while a blob is missing. */
  #footprint(entry: OperationEntry, op: WritingOperation): Footprint | undefined {
    const known = this.#footprints.get(entry);
    if (known) {
      this.#footprints.delete(entry);
      this.#footprints.set(entry, known);
      return known;
    }
    const footprint = footprintOf(this.grid, op, (digest) => this.#blob(digest));
    if (!footprint) return undefined;
    this.#footprints.set(entry, footprint);
    this.#cachedBytes += footprint.bytes;
    for (const [oldest, { bytes }] of this.#footprints) {
      if (this.#cachedBytes <= this.#cacheBytes || oldest === entry) break;
      this.#footprints.delete(oldest);
      this.#cachedBytes -= bytes;
    }
    return footprint;
  }
}
