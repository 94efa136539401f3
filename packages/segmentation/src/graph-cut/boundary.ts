import type { Dims } from '@scholia/volume';
import type { PerAxis } from '../grid/region.ts';
import { cellAt } from './places.ts';

/** One way to a neighbour; the opposite way is implied. */
export interface Way {
  readonly step: readonly [number, number, number];
  /** Weight of the boundary, in mm of lambda, for a pair of equal intensity. */
  readonly weightPerMm: number;
}

export type Neighbourhood = '6' | '26';

/**
 * The ways to half of the neighbours, i first. A pair d mm apart weighs 1 / d; with 26 neighbours all are scaled so that a plane
 * across the grid costs on average what it costs with 6.
 */
export function waysOf(neighbourhood: Neighbourhood, spacingMm: PerAxis): readonly Way[] {
  const faces: Way['step'][] = [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ];
  const inverse = ([i, j, k]: Way['step']) => 1 / Math.hypot(i * spacingMm[0], j * spacingMm[1], k * spacingMm[2]);
  const way = (scale: number) => (step: Way['step']) => ({ step, weightPerMm: scale * inverse(step) });
  if (neighbourhood === '6') return faces.map(way(1));
  const steps: Way['step'][] = [...faces];
  for (let k = 0; k <= 1; k++)
    for (let j = -1; j <= 1; j++)
      for (let i = -1; i <= 1; i++) {
        const isAhead = k > 0 || j > 0 || (j === 0 && i > 0);
        if (isAhead && Math.abs(i) + Math.abs(j) + k > 1) steps.push([i, j, k]);
      }
  const across = (ways: readonly Way['step'][]) =>
    ways.reduce((sum, step) => sum + inverse(step) * step.reduce((n, one) => n + Math.abs(one), 0), 0);
  return steps.map(way(across(faces) / across(steps)));
}

/** Where the neighbours of a cell are on a grid. Direction 2 w is way w, and 2 w + 1 its opposite. */
export class Surroundings {
  /** What to add to the index of a cell, in each direction. */
  readonly offsets: Int32Array;
  readonly #cells: Dims;
  readonly #steps: readonly Way['step'][];

  constructor(cells: Dims, ways: readonly Way[]) {
    this.#cells = cells;
    this.#steps = ways.flatMap(({ step: [i, j, k] }) => [[i, j, k] as const, [-i, -j, -k] as const]);
    this.offsets = Int32Array.from(this.#steps, ([i, j, k]) => i + cells[0] * (j + cells[1] * k));
  }

  /** True if every direction leads from the cell at i, j, k to another. */
  isInner(i: number, j: number, k: number): boolean {
    const [ci, cj, ck] = this.#cells;
    return i > 0 && j > 0 && k > 0 && i + 1 < ci && j + 1 < cj && k + 1 < ck;
  }

  /** True if the direction leads from the cell at i, j, k to another. */
  hasOther(i: number, j: number, k: number, direction: number): boolean {
    const [si, sj, sk] = this.#steps[direction];
    return cellAt(this.#cells, i + si, j + sj, k + sk) >= 0;
  }
}

/** Mean squared difference of neighbouring cells, rooted: the contrast that counts as ordinary (Rother et al. 2004, equation 5). */
export function ordinaryContrast(image: Float32Array, [ci, cj, ck]: Dims): number {
  let sum = 0;
  for (let k = 0, at = 0; k < ck; k++)
    for (let j = 0; j < cj; j++)
      for (let i = 0; i < ci; i++, at++) {
        const value = image[at];
        if (i + 1 < ci) sum += (image[at + 1] - value) ** 2;
        if (j + 1 < cj) sum += (image[at + ci] - value) ** 2;
        if (k + 1 < ck) sum += (image[at + ci * cj] - value) ** 2;
      }
  const pairs = 3 * ci * cj * ck - ci * cj - cj * ck - ck * ci;
  return pairs === 0 ? 0 : Math.sqrt(sum / pairs);
}

const ENTRIES = 4096;
/** Beyond so many times sigma a boundary costs nothing that counts. */
const FARTHEST = 5;

/** exp(-difference^2 / (2 sigma^2)) from a table, to within 0.001. */
export function contrastTable(sigma: number): (difference: number) => number {
  const table = Float32Array.from({ length: ENTRIES + 1 }, (_, n) =>
    n === ENTRIES ? 0 : Math.exp(-((((n + 0.5) * FARTHEST) / ENTRIES) ** 2) / 2),
  );
  const scale = ENTRIES / (FARTHEST * sigma);
  return (difference) => table[Math.min(ENTRIES, Math.trunc(Math.abs(difference) * scale))];
}
