import type { Dims } from '@scholia/volume';

/** i, j, k of a cell. */
export function placeOf([ci, cj]: Dims, cell: number): Dims {
  const row = Math.trunc(cell / ci);
  return [cell - row * ci, row % cj, Math.trunc(row / cj)];
}

/** Index of a cell; -1 beyond the grid. */
export function cellAt([ci, cj, ck]: Dims, i: number, j: number, k: number): number {
  return i < 0 || j < 0 || k < 0 || i >= ci || j >= cj || k >= ck ? -1 : i + ci * (j + cj * k);
}

/** Index along one axis of a coarser grid that has one cell for `factor` (1 or 2) of this one. */
export const halved = (index: number, factor: number) => index >> (factor - 1);
