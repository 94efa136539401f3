import { assert } from '@scholia/core';
import { type Dims, voxelCount } from './grid.ts';

/** Edge of a brick in voxels. */
export const BRICK = 32;
/** Voxels (and bytes) per brick. */
export const BRICK_VOXELS = BRICK ** 3;

/** Bricks per axis of a grid. */
export function brickCountOf(dims: Dims): Dims {
  return [Math.ceil(dims[0] / BRICK), Math.ceil(dims[1] / BRICK), Math.ceil(dims[2] / BRICK)];
}

/**
 * Sparse uint8 labelmap of 32x32x32 bricks; a missing brick is all zero.
 * Brick index = bi + nbi * (bj + nbj * bk); inside a brick, offset = i + 32 * (j + 32 * k). Bricks at the far border are
 * full size; their voxels outside of the grid are zero, and stay so.
 */
export class Labelmap {
  readonly dims: Dims;
  readonly brickCount: Dims;
  readonly #bricks = new Map<number, Uint8Array>();

  constructor(dims: Dims) {
    this.dims = dims;
    this.brickCount = brickCountOf(dims);
  }

  /** From a dense volume in ijk order, one byte per voxel. Throws a bug on a length that is not di*dj*dk. */
  static fromDense(dims: Dims, dense: Uint8Array): Labelmap {
    assert(dense.length === voxelCount(dims), 'a dense labelmap has one byte per voxel');
    const labelmap = new Labelmap(dims);
    labelmap.#forEachRow((row, dense0, offset, length) => {
      const voxels = dense.subarray(dense0, dense0 + length);
      if (voxels.some((value) => value !== 0)) labelmap.writableBrick(row).set(voxels, offset);
    });
    return labelmap;
  }

  /** Label at (i, j, k); 0 outside of the grid. */
  get(i: number, j: number, k: number): number {
    if (!this.#contains(i, j, k)) return 0;
    return this.#bricks.get(this.brickIndex(i, j, k))?.[brickOffset(i, j, k)] ?? 0;
  }

  set(i: number, j: number, k: number, value: number): void {
    assert(this.#contains(i, j, k), 'a voxel that is written lies in the grid');
    const index = this.brickIndex(i, j, k);
    if (value === 0 && !this.#bricks.has(index)) return;
    this.writableBrick(index)[brickOffset(i, j, k)] = value;
  }

  /** Writes `value` to the voxels i0..i1 (inclusive) of row (j, k). */
  fillRun(i0: number, i1: number, j: number, k: number, value: number): void {
    for (let i = i0; i <= i1; ) {
      const index = this.brickIndex(i, j, k);
      const stop = Math.min(i1, i | (BRICK - 1));
      if (value !== 0 || this.#bricks.has(index)) {
        const start = brickOffset(i, j, k);
        this.writableBrick(index).fill(value, start, start + stop - i + 1);
      }
      i = stop + 1;
    }
  }

  brickIndex(i: number, j: number, k: number): number {
    return (i >> 5) + this.brickCount[0] * ((j >> 5) + this.brickCount[1] * (k >> 5));
  }

  /** First voxel [i, j, k] of a brick. */
  brickOrigin(index: number): Dims {
    const [ni, nj] = this.brickCount;
    return [(index % ni) * BRICK, (Math.floor(index / ni) % nj) * BRICK, Math.floor(index / (ni * nj)) * BRICK];
  }

  /** The live voxels of a brick (do not write), or undefined when it has never been written. */
  brick(index: number): Uint8Array | undefined {
    return this.#bricks.get(index);
  }

  /** The brick's voxels for writing, made when missing. Voxels outside of the grid must stay zero. */
  writableBrick(index: number): Uint8Array {
    const existing = this.#bricks.get(index);
    if (existing) return existing;
    const made = new Uint8Array(BRICK_VOXELS);
    this.#bricks.set(index, made);
    return made;
  }

  deleteBrick(index: number): void {
    this.#bricks.delete(index);
  }

  /** Present bricks in index order, empty ones included. */
  *bricks(): Iterable<[number, Uint8Array]> {
    for (const index of [...this.#bricks.keys()].sort((a, b) => a - b)) {
      const voxels = this.#bricks.get(index);
      if (voxels) yield [index, voxels];
    }
  }

  get isEmpty(): boolean {
    for (const voxels of this.#bricks.values()) if (!isEmptyBrick(voxels)) return false;
    return true;
  }

  clone(): Labelmap {
    const copy = new Labelmap(this.dims);
    for (const [index, voxels] of this.#bricks) copy.#bricks.set(index, voxels.slice());
    return copy;
  }

  /** Dense copy in ijk order (i fastest), di*dj*dk bytes. */
  toDense(): Uint8Array {
    const dense = new Uint8Array(voxelCount(this.dims));
    this.#forEachRow((row, dense0, offset, length) => {
      const voxels = this.#bricks.get(row);
      if (voxels) dense.set(voxels.subarray(offset, offset + length), dense0);
    });
    return dense;
  }

  #contains(i: number, j: number, k: number): boolean {
    return i >= 0 && j >= 0 && k >= 0 && i < this.dims[0] && j < this.dims[1] && k < this.dims[2];
  }

  /** Visits the part of each grid row that lies in one brick: brick index, dense index, offset in the brick, voxels. */
  #forEachRow(visit: (brick: number, dense: number, offset: number, length: number) => void): void {
    const [di, dj, dk] = this.dims;
    for (let k = 0; k < dk; k++)
      for (let j = 0; j < dj; j++)
        for (let i = 0; i < di; i += BRICK)
          visit(this.brickIndex(i, j, k), i + di * (j + dj * k), brickOffset(i, j, k), Math.min(BRICK, di - i));
  }
}

/** Offset of voxel (i, j, k) of the grid inside its brick. */
export function brickOffset(i: number, j: number, k: number): number {
  return (i & 31) | ((j & 31) << 5) | ((k & 31) << 10);
}

export function isEmptyBrick(voxels: Uint8Array): boolean {
  const words = new Uint32Array(voxels.buffer, voxels.byteOffset, voxels.length >> 2);
  for (let w = 0; w < words.length; w++) if (words[w] !== 0) return false;
  return true;
}
