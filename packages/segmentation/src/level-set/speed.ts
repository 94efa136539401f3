import type { Dims } from '@scholia/volume';
import type { PerAxis } from '../grid/region.ts';
import { offsetsOf } from './neighbours.ts';

/**
 * How fast phi falls at a cell of the front, mm per unit of time: push - betaMm * curvature * |grad phi|. phi is a distance in
 * mm, negative inside; the curvature div(grad phi / |grad phi|), per mm, is positive where the inside is convex. Derivatives
 * are central differences, and beyond the grid phi goes on as it is at its border. For the push |grad phi| counts as 1,
 * which it is of a distance: an upwind difference would act like another half cell of curvature.
 */
export class Speed {
  readonly #phi: Float32Array;
  readonly #borders: Uint8Array;
  readonly #offsets: Int32Array;
  readonly #perMm: PerAxis;
  /** No curvature that the grid can show is greater. */
  readonly #mostCurved: number;

  constructor(phi: Float32Array, borders: Uint8Array, cells: Dims, spacingMm: PerAxis) {
    this.#phi = phi;
    this.#borders = borders;
    this.#offsets = offsetsOf(cells);
    this.#perMm = [1 / spacingMm[0], 1 / spacingMm[1], 1 / spacingMm[2]];
    this.#mostCurved = 2 * Math.max(...this.#perMm);
  }

  at(cell: number, push: number, betaMm: number): number {
    if (betaMm === 0) return push;
    const phi = this.#phi;
    const borders = this.#borders[cell];
    const i0 = borders & 1 ? 0 : this.#offsets[0];
    const i1 = borders & 2 ? 0 : this.#offsets[1];
    const j0 = borders & 4 ? 0 : this.#offsets[2];
    const j1 = borders & 8 ? 0 : this.#offsets[3];
    const k0 = borders & 16 ? 0 : this.#offsets[4];
    const k1 = borders & 32 ? 0 : this.#offsets[5];
    const perI = this.#perMm[0];
    const perJ = this.#perMm[1];
    const perK = this.#perMm[2];
    const here = phi[cell];
    // Slopes before and after the cell.
    const beforeI = (here - phi[cell + i0]) * perI;
    const afterI = (phi[cell + i1] - here) * perI;
    const beforeJ = (here - phi[cell + j0]) * perJ;
    const afterJ = (phi[cell + j1] - here) * perJ;
    const beforeK = (here - phi[cell + k0]) * perK;
    const afterK = (phi[cell + k1] - here) * perK;
    const x = (beforeI + afterI) / 2;
    const y = (beforeJ + afterJ) / 2;
    const z = (beforeK + afterK) / 2;
    const square = x * x + y * y + z * z;
    if (square === 0) return push;
    const xx = (afterI - beforeI) * perI;
    const yy = (afterJ - beforeJ) * perJ;
    const zz = (afterK - beforeK) * perK;
    const xy = (phi[cell + i1 + j1] - phi[cell + i0 + j1] - phi[cell + i1 + j0] + phi[cell + i0 + j0]) * perI * perJ;
    const xz = (phi[cell + i1 + k1] - phi[cell + i0 + k1] - phi[cell + i1 + k0] + phi[cell + i0 + k0]) * perI * perK;
    const yz = (phi[cell + j1 + k1] - phi[cell + j0 + k1] - phi[cell + j1 + k0] + phi[cell + j0 + k0]) * perJ * perK;
    const bent =
      xx * (y * y + z * z) + yy * (x * x + z * z) + zz * (x * x + y * y) - 0.5 * (x * y * xy + x * z * xz + y * z * yz);
    const most = this.#mostCurved * Math.sqrt(square);
    return push - betaMm * Math.min(most, Math.max(-most, bent / square));
  }
}
