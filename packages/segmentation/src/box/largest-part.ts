import type { Dims } from '@scholia/volume';

/**
 * The largest part of `mask` (0 for outside, i fastest) that is connected through faces; the first one if several are as
 * large. 8 bytes per cell.
 */
export function largestPart(mask: Uint8Array, [ci, cj, ck]: Dims): Uint8Array {
  /** Number of each cell's part, from 1. */
  const parts = new Uint32Array(mask.length);
  const stack = new Uint32Array(mask.length);
  let height = 0;
  let part = 0;
  const visit = (cell: number) => {
    if (mask[cell] === 0 || parts[cell] !== 0) return;
    parts[cell] = part;
    stack[height++] = cell;
  };
  let largest = 0;
  let most = 0;
  for (let first = 0; first < mask.length; first++) {
    if (mask[first] === 0 || parts[first] !== 0) continue;
    part++;
    let size = 0;
    for (visit(first); height > 0; size++) {
      const cell = stack[--height];
      const i = cell % ci;
      const j = Math.floor(cell / ci) % cj;
      const k = Math.floor(cell / (ci * cj));
      if (i > 0) visit(cell - 1);
      if (i + 1 < ci) visit(cell + 1);
      if (j > 0) visit(cell - ci);
      if (j + 1 < cj) visit(cell + ci);
      if (k > 0) visit(cell - ci * cj);
      if (k + 1 < ck) visit(cell + ci * cj);
    }
    if (size <= most) continue;
    most = size;
    largest = part;
  }
  return mask.map((value, cell) => (parts[cell] === largest ? value : 0));
}
