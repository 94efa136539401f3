import { assert, seededRandom } from '@scholia/core';
import { JointDensity, type Mixture, type Samples } from './mixture.ts';
import { startOf } from './start.ts';

/** Most components that a mixture may have. */
export const MOST_COMPONENTS = 20;
/** Least variance of a component, as a share of the variance of all samples: a component on one sample has no end otherwise. */
const FLOOR_SHARE = 1e-4;
/** Relative distance of neighbouring single-precision numbers: nothing is told apart below. */
const RESOLUTION = 2 ** -23;
/** EM ends when a step gains less than this per sample, in nats, or after so many steps. */
const LEAST_GAIN = 1e-5;
const MOST_STEPS = 100;
const SEED = 1;
/** Starts per number of components: one alone often puts two centres into one cluster. */
const STARTS = 3;

/**
 * The mixture of 1 to `components` Gaussians with the least Bayesian information criterion (Schwarz 1978)
 * -2 ln L + (2 f n + n - 1) ln N, each fitted by EM (Dempster et al. 1977) from k-means++ starts. The same samples give
 * the same mixture. There must be a sample with a count above 0.
 */
export function fitMixture(samples: Samples, components: number): Mixture {
  assert(components >= 1 && components <= MOST_COMPONENTS, 'between 1 and 20 components');
  const spread = spreadOf(samples);
  const random = seededRandom(SEED);
  let best: Mixture | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (let n = 1; n <= components; n++)
    for (let trial = 0; trial < STARTS; trial++) {
      const start = startOf(samples, n, { ...spread, random });
      // There are no more than that many different samples.
      if (start.weights.length < n) break;
      const { mixture, logLikelihood } = refineMixture(start, samples);
      const free = 2 * samples.features * n + n - 1;
      const criterion = free * Math.log(spread.total) - 2 * logLikelihood;
      if (criterion >= least) continue;
      least = criterion;
      best = mixture;
    }
  assert(best !== undefined, 'there are samples');
  return best;
}

/** EM from a mixture on, until it gains next to nothing. `logLikelihood` is ln L of the samples under the mixture returned. */
export function refineMixture(start: Mixture, samples: Samples): { mixture: Mixture; logLikelihood: number } {
  const { floor, total } = spreadOf(samples);
  let last = emStep(start, samples, floor);
  for (let step = 1, gain = Number.POSITIVE_INFINITY; step < MOST_STEPS && gain >= LEAST_GAIN * total; step++) {
    const before = last.logLikelihood;
    last = emStep(last.next, samples, floor);
    gain = last.logLikelihood - before;
  }
  return last;
}

/**
 * One step of EM: ln L of the samples under `mixture`, and a mixture under which it is at least as large. A variance that
 * would fall below `floor` (per feature) is the floor, which is its best value under that constraint.
 */
export function emStep(
  mixture: Mixture,
  { values, features, counts }: Samples,
  floor: Float64Array,
): { mixture: Mixture; logLikelihood: number; next: Mixture } {
  const joint = new JointDensity(mixture);
  const n = mixture.weights.length;
  const masses = new Float64Array(n);
  /** Sums of differences from the old mean and of their squares: exact enough however far from 0 the samples lie. */
  const shifts = new Float64Array(n * features);
  const squares = new Float64Array(n * features);
  let logLikelihood = 0;
  let total = 0;
  for (let sample = 0; sample < values.length / features; sample++) {
    const count = counts?.[sample] ?? 1;
    if (count === 0) continue;
    logLikelihood += count * joint.at(values, sample);
    total += count;
    for (let component = 0, at = 0; component < n; component++) {
      const mass = count * joint.shares[component];
      masses[component] += mass;
      for (let feature = 0; feature < features; feature++, at++) {
        const off = values[sample * features + feature] - mixture.means[at];
        shifts[at] += mass * off;
        squares[at] += mass * off * off;
      }
    }
  }
  const means = mixture.means.slice();
  const variances = mixture.variances.slice();
  for (let at = 0; at < means.length; at++) {
    const mass = masses[Math.floor(at / features)];
    // A component that has lost all samples stays where it is, with no weight.
    if (mass === 0) continue;
    const shift = shifts[at] / mass;
    means[at] += shift;
    variances[at] = Math.max(floor[at % features], squares[at] / mass - shift * shift);
  }
  return { mixture, logLikelihood, next: { features, weights: masses.map((mass) => mass / total), means, variances } };
}

/** Per feature: the variance of all samples, and the least that a component may have; and how many samples there are. */
export function spreadOf({ values, features, counts }: Samples) {
  const count = values.length / features;
  const scale = new Float64Array(features);
  const floor = new Float64Array(features);
  let total = 0;
  for (let sample = 0; sample < count; sample++) total += counts?.[sample] ?? 1;
  for (let feature = 0; feature < features; feature++) {
    let mean = 0;
    for (let sample = 0; sample < count; sample++)
      mean += ((counts?.[sample] ?? 1) * values[sample * features + feature]) / total;
    let variance = 0;
    for (let sample = 0; sample < count; sample++)
      variance += ((counts?.[sample] ?? 1) * (values[sample * features + feature] - mean) ** 2) / total;
    floor[feature] = Math.max(FLOOR_SHARE * variance, (RESOLUTION * mean) ** 2, Number.EPSILON ** 2);
    scale[feature] = Math.max(variance, floor[feature]);
  }
  return { scale, floor, total };
}
