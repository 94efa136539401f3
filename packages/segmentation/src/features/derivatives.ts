import type { Dims } from '@scholia/volume';
import type { Effort } from '../effort.ts';
import type { PerAxis } from '../grid/region.ts';
import { symmetricEigenvalues } from './eigenvalues.ts';

/** Work per cell, compared with one weight of a Gaussian. */
const GRADIENT_STEPS = 5;
const HESSIAN_STEPS = 100;

/** |grad image| per mm: central differences, at borders one-sided ones; 0 along an axis of one cell. `image` has i fastest. */
export async function gradientMagnitude(
  image: Float32Array,
  cells: Dims,
  spacingMm: PerAxis,
  effort: Effort,
): Promise<Float32Array> {
  const [ci, cj, ck] = cells;
  const slice = ci * cj;
  const result = new Float32Array(image.length);
  for (let k = 0, cell = 0; k < ck; k++) {
    const [k0, k1] = [k > 0 ? -slice : 0, k + 1 < ck ? slice : 0];
    const perK = k1 === k0 ? 0 : slice / ((k1 - k0) * spacingMm[2]);
    for (let j = 0; j < cj; j++) {
      const [j0, j1] = [j > 0 ? -ci : 0, j + 1 < cj ? ci : 0];
      const perJ = j1 === j0 ? 0 : ci / ((j1 - j0) * spacingMm[1]);
      for (let i = 0; i < ci; i++, cell++) {
        const i0 = i > 0 ? -1 : 0;
        const i1 = i + 1 < ci ? 1 : 0;
        const x = i1 === i0 ? 0 : (image[cell + i1] - image[cell + i0]) / ((i1 - i0) * spacingMm[0]);
        const y = (image[cell + j1] - image[cell + j0]) * perJ;
        const z = (image[cell + k1] - image[cell + k0]) * perK;
        result[cell] = Math.sqrt(x * x + y * y + z * z);
      }
    }
    if (effort.isDue(GRADIENT_STEPS * slice)) await effort.breathe();
  }
  return result;
}

/** What the second derivatives of an image say, per cell and mm^2. */
export interface Curvature {
  /** Sum of the second derivatives along i, j, k, which is the sum of the eigenvalues. */
  readonly laplacian: Float32Array;
  /** Eigenvalues of the Hessian, largest first. */
  readonly eigenvalues: readonly [Float32Array, Float32Array, Float32Array];
}

/**
 * Laplacian and eigenvalues of the Hessian of `image` (i fastest), exact for quadratics. At borders the difference of the
 * nearest inner cell is taken; along an axis of fewer than three cells the second derivative is 0. 16 bytes per cell.
 */
export async function hessian(
  image: Float32Array,
  cells: Dims,
  spacingMm: PerAxis,
  effort: Effort,
): Promise<Curvature> {
  const [ci, cj, ck] = cells;
  const slice = ci * cj;
  const [si, sj, sk] = spacingMm;
  const laplacian = new Float32Array(image.length);
  const first = new Float32Array(image.length);
  const second = new Float32Array(image.length);
  const third = new Float32Array(image.length);
  const values = new Float64Array(3);
  for (let k = 0, cell = 0; k < ck; k++) {
    const [k0, k1] = [k > 0 ? -slice : 0, k + 1 < ck ? slice : 0];
    const perK = k1 === k0 ? 0 : slice / ((k1 - k0) * sk);
    const kk = innermost(k, ck) * slice;
    for (let j = 0; j < cj; j++) {
      const [j0, j1] = [j > 0 ? -ci : 0, j + 1 < cj ? ci : 0];
      const perJ = j1 === j0 ? 0 : ci / ((j1 - j0) * sj);
      const jj = innermost(j, cj) * ci;
      for (let i = 0; i < ci; i++, cell++) {
        const i0 = i > 0 ? -1 : 0;
        const i1 = i + 1 < ci ? 1 : 0;
        const perI = i1 === i0 ? 0 : 1 / ((i1 - i0) * si);
        const ii = cell + innermost(i, ci);
        const xx = ci < 3 ? 0 : (image[ii - 1] - 2 * image[ii] + image[ii + 1]) / (si * si);
        const yy = cj < 3 ? 0 : (image[cell + jj - ci] - 2 * image[cell + jj] + image[cell + jj + ci]) / (sj * sj);
        const zz =
          ck < 3 ? 0 : (image[cell + kk - slice] - 2 * image[cell + kk] + image[cell + kk + slice]) / (sk * sk);
        const xy =
          (image[cell + i1 + j1] - image[cell + i0 + j1] - image[cell + i1 + j0] + image[cell + i0 + j0]) * perI * perJ;
        const xz =
          (image[cell + i1 + k1] - image[cell + i0 + k1] - image[cell + i1 + k0] + image[cell + i0 + k0]) * perI * perK;
        const yz =
          (image[cell + j1 + k1] - image[cell + j0 + k1] - image[cell + j1 + k0] + image[cell + j0 + k0]) * perJ * perK;
        symmetricEigenvalues(xx, yy, zz, xy, xz, yz, values);
        laplacian[cell] = xx + yy + zz;
        first[cell] = values[0];
        second[cell] = values[1];
        third[cell] = values[2];
      }
    }
    if (effort.isDue(HESSIAN_STEPS * slice)) await effort.breathe();
  }
  return { laplacian, eigenvalues: [first, second, third] };
}

/** Steps from a place on a line to the nearest one that has neighbours on both sides. */
function innermost(place: number, length: number): number {
  if (length < 3) return 0;
  return place === 0 ? 1 : place + 1 === length ? -1 : 0;
}
