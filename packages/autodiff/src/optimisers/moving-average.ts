/**
 * Moves `average` [P] towards `weights` in place: average <- decay average + (1 - decay) weights, with a decay that grows from 0 over the first
 * steps, so that the start is soon forgotten. The average of many steps generalises better than the last of them.
 * Source: Polyak and Juditsky 1992; the warm-up (1 + t) / (10 + t) as in TensorFlow's ExponentialMovingAverage.
 */
export function follow(average: Float32Array, weights: Float32Array, step: number, decay = 0.999): void {
  const kept = Math.min(decay, (1 + step) / (10 + step));
  for (let at = 0; at < average.length; at++) average[at] += (1 - kept) * (weights[at] - average[at]);
}
