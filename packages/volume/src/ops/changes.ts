import { assert } from '@scholia/core';
import type { Dims } from '../grid.ts';
import { Labelmap } from '../labelmap.ts';
import { ERASE } from '../patch-codec.ts';

/**
 * Collects the result of an operation as changes of a labelmap: 0 leaves a voxel alone, ERASE erases it, anything else is
 * its new label. Voxels that hold their label already are left out.
 */
export class Changes {
  readonly labelmap: Labelmap;
  readonly #labels: Labelmap;

  constructor(labels: Labelmap) {
    this.#labels = labels;
    this.labelmap = new Labelmap(labels.dims);
  }

  /** `value` 1..254, or 0 to erase. */
  write(i: number, j: number, k: number, value: number): void {
    assert(value >= 0 && value < ERASE, 'a label is 0..254');
    if (this.#labels.get(i, j, k) !== value) this.labelmap.set(i, j, k, value === 0 ? ERASE : value);
  }
}

/** A dense part of a labelmap: 1 where a voxel holds the label, i fastest. */
export interface Part {
  readonly from: Dims;
  readonly dims: Dims;
  readonly mask: Uint8Array;
}

/** The voxels with a label in the box around them, `margin` voxels larger on every side, clipped to the image. */
export function partOf(labels: Labelmap, label: number, margin: Dims = [0, 0, 0]): Part | undefined {
  const low = [...labels.dims];
  const high = [-1, -1, -1];
  const widen = (axis: number, at: number) => {
    if (at < low[axis]) low[axis] = at;
    if (at > high[axis]) high[axis] = at;
  };
  visitVoxels(labels, label, (i, j, k) => {
    widen(0, i);
    widen(1, j);
    widen(2, k);
  });
  if (high[0] < 0) return undefined;
  const from = low.map((at, axis) => Math.max(0, at - margin[axis]));
  const to = high.map((at, axis) => Math.min(labels.dims[axis] - 1, at + margin[axis]));
  const [di, dj, dk] = to.map((at, axis) => at - from[axis] + 1);
  const mask = new Uint8Array(di * dj * dk);
  visitVoxels(labels, label, (i, j, k) => {
    mask[i - from[0] + di * (j - from[1] + dj * (k - from[2]))] = 1;
  });
  return { from: [from[0], from[1], from[2]], dims: [di, dj, dk], mask };
}

/** Visits each index of a part with its place in the image. */
export function forEachIn(
  { from, dims: [di, dj, dk] }: Pick<Part, 'from' | 'dims'>,
  visit: (index: number, i: number, j: number, k: number) => void,
): void {
  let index = 0;
  for (let k = 0; k < dk; k++)
    for (let j = 0; j < dj; j++) for (let i = 0; i < di; i++) visit(index++, i + from[0], j + from[1], k + from[2]);
}

/** Visits the voxels that hold a label, brick by brick. */
export function visitVoxels(labels: Labelmap, label: number, visit: (i: number, j: number, k: number) => void): void {
  for (const [brick, voxels] of labels.bricks()) {
    const [i, j, k] = labels.brickOrigin(brick);
    for (let offset = voxels.indexOf(label); offset >= 0; offset = voxels.indexOf(label, offset + 1))
      visit(i + (offset & 31), j + ((offset >> 5) & 31), k + (offset >> 10));
  }
}
