import { assert } from '@scholia/core';
import { type Dims, voxelCount } from './grid.ts';
import { Labelmap } from './labelmap.ts';
import { visitChanges } from './patch-codec.ts';

/** A box of a grid: its first voxel [i, j, k], and its size in voxels. */
export interface Crop {
  readonly from: Dims;
  readonly size: Dims;
}

/** The labels in a box of the grid, one byte per voxel of the box, i fastest. */
export function cropLabels(labelmap: Labelmap, { from, size }: Crop): Uint8Array {
  const dense = new Uint8Array(voxelCount(size));
  visitChanges(labelmap, (i0, i1, gridJ, gridK, value) => {
    const [j, k] = [gridJ - from[1], gridK - from[2]];
    if (j < 0 || j >= size[1] || k < 0 || k >= size[2]) return;
    const first = Math.max(0, i0 - from[0]);
    const last = Math.min(size[0] - 1, i1 - from[0]);
    const row = size[0] * (j + size[1] * k);
    if (first <= last) dense.fill(value, row + first, row + last + 1);
  });
  return dense;
}

/** A labelmap of `dims` with `dense`, one byte per voxel of a box, in that box, and zero around it. */
export function pasteLabels(dims: Dims, { from, size }: Crop, dense: Uint8Array): Labelmap {
  assert(dense.length === voxelCount(size), 'a box has one byte per voxel');
  const labelmap = new Labelmap(dims);
  for (let k = 0, row = 0; k < size[2]; k++)
    for (let j = 0; j < size[1]; j++, row += size[0])
      for (let i = 0; i < size[0]; ) {
        const value = dense[row + i];
        let stop = i + 1;
        while (stop < size[0] && dense[row + stop] === value) stop++;
        labelmap.fillRun(from[0] + i, from[0] + stop - 1, from[1] + j, from[2] + k, value);
        i = stop;
      }
  return labelmap;
}
