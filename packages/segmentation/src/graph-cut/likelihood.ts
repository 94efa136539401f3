import type { RegionCells } from '../grid/region.ts';
import { OUTSIDE } from '../method.ts';

/** How likely each intensity is inside and outside, from the scribbles. */
export interface Likelihood {
  /** Histogram bin of an intensity. */
  readonly binOf: (intensity: number) => number;
  /** -ln P(bin | foreground) and -ln P(bin | background), in nats. */
  readonly foreground: Float64Array;
  readonly background: Float64Array;
}

/** Weight of the prior, as a share of the scribble's voxels: unseen intensities count alike for both sides. */
const PRIOR = 0.05;
/** Share of intensities cut off at either end of the histogram. */
const TAIL = 0.005;

/**
 * Histograms of the scribbled intensities, smoothed over neighbouring bins, with a uniform Dirichlet prior:
 * P(b) = (n_b + a / bins) / (n + a), a = PRIOR * n. Undefined when the region has one intensity only.
 */
export function likelihoodOf({ image, seeds }: RegionCells, label: number, bins: number): Likelihood | undefined {
  const sorted = image.slice().sort();
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))];
  let [low, high] = [at(TAIL), at(1 - TAIL)];
  if (!(high > low)) [low, high] = [sorted[0], sorted[sorted.length - 1]];
  if (!(high > low)) return undefined;
  const scale = bins / (high - low);
  const binOf = (intensity: number) => Math.min(bins - 1, Math.max(0, Math.floor((intensity - low) * scale)));
  const histogram = (seed: number) => {
    const counts = new Float64Array(bins);
    let total = 0;
    for (let cell = 0; cell < seeds.length; cell++) {
      if (seeds[cell] !== seed) continue;
      counts[binOf(image[cell])]++;
      total++;
    }
    const prior = PRIOR * total;
    return smoothed(counts).map((count) => -Math.log((count + prior / bins) / (total + prior)));
  };
  return { binOf, foreground: histogram(label), background: histogram(OUTSIDE) };
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
