import { intensityBins } from '../grid/bins.ts';
import { OUTSIDE } from '../method.ts';
import { BINS, sideOf } from '../mixture/intensity-costs.ts';
import type { Level } from './pyramid.ts';

/** Weight of the prior, as a share of the scribble's voxels: unseen intensities count alike for both sides. */
const PRIOR = 0.05;

/** -ln P(intensity | side), nats; a side is a label, or OUTSIDE. */
export type IntensityCost = (intensity: number, side: number) => number;

/**
 * From histograms of the scribbled intensities, smoothed over neighbouring bins, with a uniform Dirichlet prior:
 * P(b) = (n_b + a / bins) / (n + a), a = PRIOR * n; uniform for a side without scribbles. Undefined when there is one intensity only.
 */
export function histogramCosts(level: Level, sides: readonly number[], bins: number): IntensityCost | undefined {
  return costsByBin(level, sides, bins, (counts) => {
    const total = counts.reduce((sum, count) => sum + count, 0);
    const prior = PRIOR * total || 1;
    return smoothed(counts).map((count) => -Math.log((count + prior / bins) / (total + prior)));
  });
}

/**
 * From Gaussian mixtures of the scribbled intensities, of at most `components` each: smoother than a histogram where few voxels are
 * scribbled.
 */
export function mixtureCosts(level: Level, sides: readonly number[], components: number): IntensityCost | undefined {
  return costsByBin(level, sides, BINS, (counts) => sideOf(counts, components).costs);
}

function costsByBin(
  { image, seeds, seeded }: Level,
  sides: readonly number[],
  bins: number,
  costsOf: (counts: Float64Array) => Float64Array,
): IntensityCost | undefined {
  const binning = intensityBins(image, bins);
  if (!binning) return undefined;
  const counts = sides.map(() => new Float64Array(bins));
  for (const cell of seeded) counts[sides.indexOf(seeds[cell])][binning.of(image[cell])]++;
  const costs = counts.map(costsOf);
  const tables = Array.from({ length: OUTSIDE + 1 }, (_, side) => costs[sides.indexOf(side)]);
  return (intensity, side) => tables[side][binning.of(intensity)];
}

/** Each count spread over five bins by binomial weights; what would leave the ends stays there. */
function smoothed(counts: Float64Array): Float64Array {
  const result = new Float64Array(counts.length);
  const last = counts.length - 1;
  for (let bin = 0; bin <= last; bin++)
    for (const [shift, weight] of KERNEL) result[Math.min(last, Math.max(0, bin + shift))] += weight * counts[bin];
  return result;
}

const KERNEL = [
  [-2, 1 / 16],
  [-1, 4 / 16],
  [0, 6 / 16],
  [1, 4 / 16],
  [2, 1 / 16],
] as const;
