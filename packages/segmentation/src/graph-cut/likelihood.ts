import { intensityBins } from '../grid/bins.ts';
import { OUTSIDE } from '../method.ts';
import { BINS, sideOf } from '../mixture/intensity-costs.ts';
import type { Level } from './pyramid.ts';

/** Weight of the prior, as a share of the scribble's voxels: unseen intensities count alike for both sides. */
const PRIOR = 0.05;

/**
 * Log odds of "inside" of an intensity, nats: ln P(b | label) - ln P(b | outside), b its bin in histograms of the scribbled
 * intensities, smoothed over neighbouring bins, with a uniform Dirichlet prior: P(b) = (n_b + a / bins) / (n + a),
 * a = PRIOR * n. Undefined when the region has one intensity only.
 */
export function histogramOdds(
  { image, seeds, seeded }: Level,
  bins: number,
): ((intensity: number) => number) | undefined {
  const binning = intensityBins(image, bins);
  if (!binning) return undefined;
  const binOf = binning.of;
  const histogram = (isOutside: boolean) => {
    const counts = new Float64Array(bins);
    let total = 0;
    for (const cell of seeded) {
      if ((seeds[cell] === OUTSIDE) !== isOutside) continue;
      counts[binOf(image[cell])]++;
      total++;
    }
    const prior = PRIOR * total;
    return smoothed(counts).map((count) => Math.log((count + prior / bins) / (total + prior)));
  };
  const outside = histogram(true);
  const odds = histogram(false).map((inside, bin) => inside - outside[bin]);
  return (intensity) => odds[binOf(intensity)];
}

/**
 * The same from Gaussian mixtures of the scribbled intensities, of at most `components` each: smoother than a histogram where few
 * voxels are scribbled.
 */
export function mixtureOdds(
  { image, seeds, seeded }: Level,
  components: number,
): ((intensity: number) => number) | undefined {
  const binning = intensityBins(image, BINS);
  if (!binning) return undefined;
  const [inside, outside] = [new Float64Array(BINS), new Float64Array(BINS)];
  for (const cell of seeded) (seeds[cell] === OUTSIDE ? outside : inside)[binning.of(image[cell])]++;
  const costs = [outside, inside].map((counts) => sideOf(counts, components).costs);
  return (intensity) => {
    const bin = binning.of(intensity);
    return costs[0][bin] - costs[1][bin];
  };
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
