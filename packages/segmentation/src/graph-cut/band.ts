import { type Dims, voxelCount } from '@scholia/volume';
import type { Level } from './pyramid.ts';

/**
 * What a labelling of the coarse level says about the finer one, and which of the finer cells are to be looked at again.
 * `sideOf` is the side of a seed.
 */
export function refine(
  coarse: Level,
  fine: Level,
  sides: Uint8Array,
  sideOf: (seed: number) => number,
): { known: Uint8Array; free: Int32Array } {
  const band = bandOf(coarse, fine, sides, sideOf);
  const [fi, fj, fk] = coarse.factor;
  const [ci, cj, ck] = fine.cells;
  const known = new Uint8Array(voxelCount(fine.cells));
  const free = new Int32Array(Math.min(known.length, fi * fj * fk * band.reduce((sum, is) => sum + is, 0)));
  let count = 0;
  for (let k = 0, cell = 0; k < ck; k++)
    for (let j = 0; j < cj; j++) {
      const row = coarse.cells[0] * (Math.trunc(j / fj) + coarse.cells[1] * Math.trunc(k / fk));
      for (let i = 0; i < ci; i++, cell++) {
        const parent = row + Math.trunc(i / fi);
        known[cell] = sides[parent];
        if (band[parent] === 1) free[count++] = cell;
      }
    }
  return { known, free: free.subarray(0, count) };
}

/** Coarse cells whose fine ones are looked at again: within two of the boundary, or by a seed of the other side. */
function bandOf(coarse: Level, fine: Level, sides: Uint8Array, sideOf: (seed: number) => number): Uint8Array {
  const edge = edgesOf(sides, coarse.cells);
  for (const cell of fine.seeded) {
    const [i, j, k] = placeOf(fine.cells, cell);
    const [pi, pj, pk] = [0, 1, 2].map((axis) => Math.trunc([i, j, k][axis] / coarse.factor[axis]));
    const parent = pi + coarse.cells[0] * (pj + coarse.cells[1] * pk);
    if (sides[parent] !== sideOf(fine.seeds[cell])) edge[parent] = 1;
  }
  return widened(edge, coarse.cells);
}

/** 1 for cells that have a neighbour, through a face, on the other side. */
function edgesOf(sides: Uint8Array, cells: Dims): Uint8Array {
  const edge = new Uint8Array(sides.length);
  visitFaces(cells, (a, b) => {
    if (sides[a] !== sides[b]) edge[a] = edge[b] = 1;
  });
  return edge;
}

/** With the neighbours through faces. */
function widened(band: Uint8Array, cells: Dims): Uint8Array {
  const wide = band.slice();
  visitFaces(cells, (a, b) => {
    if (band[a] === 1) wide[b] = 1;
    if (band[b] === 1) wide[a] = 1;
  });
  return wide;
}

function visitFaces([ci, cj, ck]: Dims, each: (a: number, b: number) => void): void {
  for (let k = 0, at = 0; k < ck; k++)
    for (let j = 0; j < cj; j++)
      for (let i = 0; i < ci; i++, at++) {
        if (i + 1 < ci) each(at, at + 1);
        if (j + 1 < cj) each(at, at + ci);
        if (k + 1 < ck) each(at, at + ci * cj);
      }
}

/** i, j, k of a cell. */
export function placeOf([ci, cj]: Dims, cell: number): Dims {
  const row = Math.trunc(cell / ci);
  return [cell - row * ci, row % cj, Math.trunc(row / cj)];
}

/** Index of a cell; -1 beyond the grid. */
export function cellAt([ci, cj, ck]: Dims, i: number, j: number, k: number): number {
  return i < 0 || j < 0 || k < 0 || i >= ci || j >= cj || k >= ck ? -1 : i + ci * (j + cj * k);
}
