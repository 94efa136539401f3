import type { Dims } from '@scholia/volume';
import { intensitiesAround } from '../grid/around-seeds.ts';
import type { RegionCells } from '../grid/region.ts';

/** Standard deviations of noise that a tolerance found from noise lets pass: 99 voxels of 100. */
const DEVIATIONS = 2.5;
/** Standard deviation of normal noise, per median absolute deviation. */
const DEVIATION_PER_MAD = 1.4826;

/** Intensity of a label's seeds, their median. NaN when it has none. */
export function seedIntensity({ image, seeds }: RegionCells, label: number): number {
  return median(image.filter((_, cell) => seeds[cell] === label));
}

/**
 * 2.5 * 1.4826 * median |I_p - centre| over a label's seeds and the cells around them, in intensity units: two and a half
 * standard deviations of the noise there, and of `centre` itself where a single seed happens to be far off. Medians, so that up to
 * half of these cells may belong to something else. 0 where there is no noise.
 */
export function toleranceFromNoise(content: RegionCells, cells: Dims, label: number, centre: number): number {
  const deviations = intensitiesAround(content, cells, label).map((intensity) => Math.abs(intensity - centre));
  return DEVIATIONS * DEVIATION_PER_MAD * median(deviations);
}

/** Of an even number of values, the mean of the middle two. */
function median(values: Float32Array): number {
  const sorted = values.slice().sort();
  const middle = (sorted.length - 1) / 2;
  return (sorted[Math.floor(middle)] + sorted[Math.ceil(middle)]) / 2;
}
