import { type Dims, voxelCount } from '@scholia/volume';
import { halved, placeOf } from './places.ts';
import type { Level } from './pyramid.ts';

/**
 * What a labelling of the coarse level and the seeds say about the finer one, and which of its cells without a seed are to be
 * looked at again, in order. `sideOf` is the side of a seed.
 */
export function refine(
  coarse: Level,
  fine: Level,
  sides: Uint8Array,
  sideOf: (seed: number) => number,
): { known: Uint8Array; open: Int32Array } {
  const band = bandOf(coarse, fine, sides, sideOf);
  const [fi, fj, fk] = coarse.factor;
  const [ci, cj, ck] = fine.cells;
  const known = new Uint8Array(voxelCount(fine.cells));
  const open = new Int32Array(Math.min(known.length, fi * fj * fk * band.reduce((sum, is) => sum + is, 0)));
  let count = 0;
  for (let k = 0, cell = 0; k < ck; k++)
    for (let j = 0; j < cj; j++) {
      const row = coarse.cells[0] * (halved(j, fj) + coarse.cells[1] * halved(k, fk));
      for (let i = 0; i < ci; i++, cell++) {
        const parent = row + halved(i, fi);
        known[cell] = sides[parent];
        if (band[parent] === 1 && fine.seeds[cell] === 0) open[count++] = cell;
      }
    }
  for (const cell of fine.seeded) known[cell] = sideOf(fine.seeds[cell]);
  return { known, open: open.subarray(0, count) };
}

/** Coarse cells whose fine ones are looked at again: within two of the boundary, or by a seed of the other side. */
function bandOf(coarse: Level, fine: Level, sides: Uint8Array, sideOf: (seed: number) => number): Uint8Array {
  const edge = edgesOf(sides, coarse.cells);
  const [fi, fj, fk] = coarse.factor;
  for (const cell of fine.seeded) {
    const [i, j, k] = placeOf(fine.cells, cell);
    const [pi, pj, pk] = [halved(i, fi), halved(j, fj), halved(k, fk)];
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

/** The cells without a seed, in order. */
export function openCells({ seeds, seeded }: Level): Int32Array {
  const open = new Int32Array(seeds.length - seeded.length);
  for (let cell = 0, count = 0; cell < seeds.length; cell++) if (seeds[cell] === 0) open[count++] = cell;
  return open;
}
