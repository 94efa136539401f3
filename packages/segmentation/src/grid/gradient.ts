import { type Dims, voxelCount } from '@scholia/volume';
import type { PerAxis } from './region.ts';

/**
 * |grad I| of each cell, in intensity per mm, i fastest: central differences, one-sided at borders, 0 along an axis of one
 * cell. Exact where the image is linear.
 */
export function gradientMagnitude(image: Float32Array, cells: Dims, [si, sj, sk]: PerAxis): Float32Array {
  const [ci, cj, ck] = cells;
  const result = new Float32Array(voxelCount(cells));
  for (let k = 0, at = 0; k < ck; k++) {
    const kBefore = k > 0 ? -ci * cj : 0;
    const kAfter = k + 1 < ck ? ci * cj : 0;
    const perK = perMm(k, ck, sk);
    for (let j = 0; j < cj; j++) {
      const jBefore = j > 0 ? -ci : 0;
      const jAfter = j + 1 < cj ? ci : 0;
      const perJ = perMm(j, cj, sj);
      for (let i = 0; i < ci; i++, at++) {
        const iBefore = i > 0 ? -1 : 0;
        const iAfter = i + 1 < ci ? 1 : 0;
        const di = (image[at + iAfter] - image[at + iBefore]) * perMm(i, ci, si);
        const dj = (image[at + jAfter] - image[at + jBefore]) * perJ;
        const dk = (image[at + kAfter] - image[at + kBefore]) * perK;
        result[at] = Math.sqrt(di * di + dj * dj + dk * dk);
      }
    }
  }
  return result;
}

/** One over the millimetres between the neighbours of the cell at `place` on a line, of which one may be the cell itself. */
function perMm(place: number, length: number, mm: number): number {
  if (length === 1) return 0;
  return place === 0 || place + 1 === length ? 1 / mm : 1 / (2 * mm);
}
