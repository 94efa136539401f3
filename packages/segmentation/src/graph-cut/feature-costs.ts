import { Effort } from '../effort.ts';
import { gradientMagnitude } from '../features/derivatives.ts';
import { gaussian } from '../features/gaussian.ts';
import type { Pace } from '../method.ts';
import { histogramOf, type LikelihoodCost } from './likelihood.ts';
import { type Level, meansOf } from './pyramid.ts';

/** Scales, in shortest edges of a cell. */
const SCALES = [1, 2.5] as const;
/** What each feature counts: they are not as independent as naive Bayes would have them. */
const WEIGHT = 0.5;
/** Weights of a Gaussian that take about 20 ms. */
const STEPS = 10_000_000;

/**
 * From what a cell and its surroundings look like: WEIGHT * the sum over features of -ln P(feature | side), naive Bayes but for the
 * weight, each from a histogram as in `histogramCosts`. The features are the intensity I and the image smoothed at two scales, G1 and G2, as I - G1, G1 - G2 and G2,
 * which know nothing of each other where the three all but repeat themselves, and |grad G1|. Distance is not among them: that of
 * a scribble from scribbles is always 0, so there is nothing to learn from; the walkers know it. `levels` are finest first; features are
 * of the finest, and their means above. 16 bytes a cell, and as many while they are made.
 */
export async function featureCosts(
  levels: readonly Level[],
  sides: readonly number[],
  bins: number,
  pace: Pace,
): Promise<LikelihoodCost | undefined> {
  const [finest] = levels;
  const features = await featuresOf(finest, pace);
  const known = features.flatMap((values) => {
    const costs = histogramOf(values, finest, sides, bins);
    return costs ? [{ costs, onLevels: onLevels(values, levels) }] : [];
  });
  if (known.length === 0) return undefined;
  return (level, cell, side) => {
    let sum = 0;
    for (const { costs, onLevels } of known) sum += costs(onLevels.get(level)?.[cell] ?? 0, side);
    return WEIGHT * sum;
  };
}

async function featuresOf({ image, cells, spacingMm }: Level, pace: Pace): Promise<readonly Float32Array[]> {
  const effort = new Effort(pace, STEPS);
  const edgeMm = Math.min(...spacingMm);
  const fine = await gaussian(image, cells, spacingMm, SCALES[0] * edgeMm, effort);
  const coarse = await gaussian(image, cells, spacingMm, SCALES[1] * edgeMm, effort);
  const less = (a: Float32Array, b: Float32Array) => a.map((value, cell) => value - b[cell]);
  return [less(image, fine), less(fine, coarse), coarse, await gradientMagnitude(fine, cells, spacingMm, effort)];
}

/** Values of the finest level, and their means on every coarser one. */
function onLevels(values: Float32Array, levels: readonly Level[]): ReadonlyMap<Level, Float32Array> {
  const result = new Map([[levels[0], values]]);
  let finer = values;
  for (let at = 1; at < levels.length; at++) {
    finer = meansOf(finer, levels[at - 1].cells, levels[at].factor, levels[at].cells);
    result.set(levels[at], finer);
  }
  return result;
}
