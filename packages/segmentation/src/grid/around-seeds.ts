import type { Dims } from '@scholia/volume';
import type { RegionCells } from './region.ts';

/**
 * Intensities of a label's seeds and of the 26 cells around each, every cell once, i fastest: a sample of what the label
 * looks like even when it has one seed only. Seeds of anything else are left out. Empty when the label has no seed.
 */
export function intensitiesAround({ image, seeds }: RegionCells, [ci, cj, ck]: Dims, label: number): Float32Array {
  const isNear = new Uint8Array(seeds.length);
  let count = 0;
  for (let seed = 0; seed < seeds.length; seed++) {
    if (seeds[seed] !== label) continue;
    const i = seed % ci;
    const j = Math.floor(seed / ci) % cj;
    const k = Math.floor(seed / (ci * cj));
    for (let nk = Math.max(0, k - 1); nk <= Math.min(ck - 1, k + 1); nk++)
      for (let nj = Math.max(0, j - 1); nj <= Math.min(cj - 1, j + 1); nj++)
        for (let ni = Math.max(0, i - 1); ni <= Math.min(ci - 1, i + 1); ni++) {
          const near = ni + ci * (nj + cj * nk);
          if (isNear[near] !== 0 || (seeds[near] !== 0 && seeds[near] !== label)) continue;
          isNear[near] = 1;
          count++;
        }
  }
  const result = new Float32Array(count);
  for (let cell = 0, n = 0; n < count; cell++) if (isNear[cell] !== 0) result[n++] = image[cell];
  return result;
}
