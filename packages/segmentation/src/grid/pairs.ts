import type { Dims } from '@scholia/volume';

/** Visits every pair of cells that share a face: both indices, and the axis between them. */
export function visitPairs([ci, cj, ck]: Dims, each: (a: number, b: number, axis: 0 | 1 | 2) => void): void {
  for (let k = 0, at = 0; k < ck; k++)
    for (let j = 0; j < cj; j++)
      for (let i = 0; i < ci; i++, at++) {
        if (i + 1 < ci) each(at, at + 1, 0);
        if (j + 1 < cj) each(at, at + ci, 1);
        if (k + 1 < ck) each(at, at + ci * cj, 2);
      }
}
