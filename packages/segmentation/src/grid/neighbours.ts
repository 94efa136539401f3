import { type Dims, voxelCount } from '@scholia/volume';
import { OUTSIDE } from '../method.ts';
import type { PerAxis } from './region.ts';

/** Cells along i, j, k of a grid with one cell more on every side, so that each cell of the grid has all its neighbours. */
export const framedDims = ([ci, cj, ck]: Dims): Dims => [ci + 2, cj + 2, ck + 2];

/** Values of a grid of `cells`, i fastest, written within the frame that `into` (`framedDims(cells)` large) already holds. */
export function framed<T extends Float32Array | Int32Array | Uint8Array | Uint16Array>(
  values: T,
  cells: Dims,
  into: T,
): T {
  visitRows(cells, (row, framedRow) => {
    into.set(values.subarray(row, row + cells[0]), framedRow);
  });
  return into;
}

/** Labels within the frame, on the grid of `cells`; 0 where they say OUTSIDE. */
export function unframedLabels(values: Uint8Array, cells: Dims): Uint8Array {
  const result = new Uint8Array(voxelCount(cells));
  visitRows(cells, (row, framedRow) => {
    result.set(values.subarray(framedRow, framedRow + cells[0]), row);
  });
  return result.map((label) => (label === OUTSIDE ? 0 : label));
}

/** Visits every row along i: where it starts on the grid, and where in the frame. */
function visitRows([ci, cj, ck]: Dims, each: (row: number, framedRow: number) => void): void {
  for (let k = 0; k < ck; k++)
    for (let j = 0; j < cj; j++) each(ci * (j + cj * k), 1 + (ci + 2) * (j + 1 + (cj + 2) * (k + 1)));
}

/** How to get from a cell to each of its neighbours. */
export interface Neighbours {
  /** What to add to the index of a cell within the frame. */
  readonly steps: Int32Array;
  /** Millimetres to the neighbour. */
  readonly lengthsMm: Float64Array;
}

/** The 6 neighbours through faces, or all 26, of a cell in the frame around a grid of `cells`. */
export function neighboursOf(cells: Dims, spacingMm: PerAxis, count: 6 | 26): Neighbours {
  const [di, dj] = framedDims(cells);
  const steps: number[] = [];
  const lengthsMm: number[] = [];
  for (let k = -1; k <= 1; k++)
    for (let j = -1; j <= 1; j++)
      for (let i = -1; i <= 1; i++) {
        const axes = Math.abs(i) + Math.abs(j) + Math.abs(k);
        if (axes === 0 || (count === 6 && axes > 1)) continue;
        steps.push(i + di * (j + dj * k));
        lengthsMm.push(Math.hypot(i * spacingMm[0], j * spacingMm[1], k * spacingMm[2]));
      }
  return { steps: Int32Array.from(steps), lengthsMm: Float64Array.from(lengthsMm) };
}
