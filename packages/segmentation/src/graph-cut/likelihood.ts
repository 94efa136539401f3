import { intensityBins } from '../grid/bins.ts';
import { OUTSIDE } from '../method.ts';
import { BINS, sideOf } from '../mixture/intensity-costs.ts';
import { sureSides } from './model.ts';
import type { Level } from './pyramid.ts';

/** Weight of the prior, as a share of the scribble's voxels: unseen intensities count alike for both sides. */
const PRIOR = 0.05;

/** -ln P(what a cell looks like | side), nats; a side is a label, or OUTSIDE. */
export type LikelihoodCost = (level: Level, cell: number, side: number) => number;

/** -ln P(value | side), nats. */
type ValueCost = (value: number, side: number) => number;

/** From a histogram of the intensities of each side. Undefined when there is one intensity only. */
export const histogramCosts = (level: Level, sides: readonly number[], bins: number) =>
  ofIntensity(histogramOf(level.image, level, sides, bins));

/**
 * From Gaussian mixtures of the scribbled intensities, of at most `components` each: smoother than a histogram where few voxels are
 * scribbled. Undefined when there is one intensity only.
 */
export const mixtureCosts = (level: Level, sides: readonly number[], components: number) =>
  ofIntensity(costsByBin(level.image, level, sides, BINS, (counts) => sideOf(counts, components).costs));

const ofIntensity = (costs: ValueCost | undefined): LikelihoodCost | undefined =>
  costs && (({ image }, cell, side) => costs(image[cell], side));

/**
 * From histograms of what `values` (one for each cell) are where the level is scribbled, or a model is sure, smoothed over neighbouring
 * bins, with a uniform Dirichlet prior: P(b) = (n_b + a / bins) / (n + a), a = PRIOR * n; uniform for a side of which nothing is known.
 * Undefined when there is one value only.
 */
export const histogramOf = (values: Float32Array, level: Level, sides: readonly number[], bins: number) =>
  costsByBin(values, level, sides, bins, (counts) => {
    const total = sumOf(counts);
    const prior = PRIOR * total || 1;
    return smoothed(counts).map((count) => -Math.log((count + prior / bins) / (total + prior)));
  });

function costsByBin(
  values: Float32Array,
  level: Level,
  sides: readonly number[],
  bins: number,
  costsOf: (counts: Float64Array) => Float64Array,
): ValueCost | undefined {
  const { seeds, seeded } = level;
  const binning = intensityBins(values, bins);
  if (!binning) return undefined;
  const none = () => sides.map(() => new Float64Array(bins));
  const [scribbled, sure] = [none(), none()];
  for (const cell of seeded) scribbled[sides.indexOf(seeds[cell])][binning.of(values[cell])]++;
  const sureOf = sureSides(level);
  if (sureOf)
    for (let cell = 0; cell < seeds.length; cell++)
      if (sureOf[cell] !== 0) sure[sides.indexOf(sureOf[cell])][binning.of(values[cell])]++;
  const counts = sides.map((_, n) => asMany(scribbled[n], sure[n]));
  // A model that is never sure of a side has said nothing of how it looks, and one side alone cannot be weighed.
  if (sureOf && counts.some((of) => sumOf(of) === 0)) return () => 0;
  const costs = counts.map(costsOf);
  const tables = Array.from({ length: OUTSIDE + 1 }, (_, side) => costs[sides.indexOf(side)]);
  return (value, side) => tables[side][binning.of(value)];
}

/** Both, `more` scaled to as many as `counts` has, if it has any: a scribble is drawn where a model has not known it. */
function asMany(counts: Float64Array, more: Float64Array): Float64Array {
  const [many, other] = [sumOf(counts), sumOf(more)];
  if (many === 0 || other === 0) return many === 0 ? more : counts;
  return counts.map((count, bin) => count + (more[bin] * many) / other);
}

const sumOf = (counts: Float64Array) => counts.reduce((sum, count) => sum + count, 0);

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
