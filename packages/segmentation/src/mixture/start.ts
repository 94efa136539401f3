import type { Random } from '@scholia/core';
import type { Mixture, Samples } from './mixture.ts';

/**
 * A first mixture: centres drawn by k-means++ (each next one with probability proportional to the squared distance from
 * those before; Arthur and Vassilvitskii 2007), every sample given to its nearest centre, one Gaussian per centre. Distances
 * are in units of `scale`, a variance per feature. Has fewer components than `components` when there are fewer different samples.
 */
export function startOf(
  samples: Samples,
  components: number,
  { scale, floor, random }: { scale: Float64Array; floor: Float64Array; random: Random },
): Mixture {
  const nearest = nearestCentres(samples, components, scale, random);
  const n = nearest.reduce((most, centre) => Math.max(most, centre + 1), 0);
  return gaussiansOf(samples, nearest, n, floor);
}

function nearestCentres(
  { values, features, counts }: Samples,
  components: number,
  scale: Float64Array,
  random: Random,
) {
  const count = values.length / features;
  const nearest = new Uint8Array(count);
  /** Of each sample to the nearest centre so far; alike for all before the first. */
  const distances = new Float64Array(count).fill(1);
  for (let centre = 0; centre < components; centre++) {
    let total = 0;
    for (let sample = 0; sample < count; sample++) total += (counts?.[sample] ?? 1) * distances[sample];
    if (total === 0) break;
    let rest = random.next() * total;
    let chosen = -1;
    for (let sample = 0; sample < count; sample++) {
      const share = (counts?.[sample] ?? 1) * distances[sample];
      if (share === 0) continue;
      chosen = sample;
      rest -= share;
      if (rest < 0) break;
    }
    for (let sample = 0; sample < count; sample++) {
      let square = 0;
      for (let feature = 0; feature < features; feature++)
        square += (values[sample * features + feature] - values[chosen * features + feature]) ** 2 / scale[feature];
      if (centre > 0 && square >= distances[sample]) continue;
      distances[sample] = square;
      nearest[sample] = centre;
    }
  }
  return nearest;
}

/** Share, means and variances of the samples of each of `n` groups. */
function gaussiansOf(
  { values, features, counts }: Samples,
  groups: Uint8Array,
  n: number,
  floor: Float64Array,
): Mixture {
  const weights = new Float64Array(n);
  const means = new Float64Array(n * features);
  const variances = new Float64Array(n * features);
  for (let sample = 0; sample < groups.length; sample++) {
    const count = counts?.[sample] ?? 1;
    weights[groups[sample]] += count;
    for (let feature = 0; feature < features; feature++)
      means[groups[sample] * features + feature] += count * values[sample * features + feature];
  }
  for (let at = 0; at < means.length; at++) means[at] /= weights[Math.floor(at / features)];
  for (let sample = 0; sample < groups.length; sample++)
    for (let feature = 0; feature < features; feature++) {
      const at = groups[sample] * features + feature;
      variances[at] += (counts?.[sample] ?? 1) * (values[sample * features + feature] - means[at]) ** 2;
    }
  for (let at = 0; at < variances.length; at++)
    variances[at] = Math.max(floor[at % features], variances[at] / weights[Math.floor(at / features)]);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return { features, weights: weights.map((weight) => weight / total), means, variances };
}
