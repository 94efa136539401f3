/** Least and greatest intensity that count as part of something. */
export interface Confidence {
  readonly low: number;
  readonly high: number;
}

/** Mean +- `multiplier` standard deviations (of the population: a single voxel has 0) of some intensities; NaN without any. */
export function confidenceOf(intensities: Float32Array, multiplier: number): Confidence {
  // Sums of differences from one of them: equal intensities then have exactly their mean.
  const origin = intensities[0];
  let sum = 0;
  for (let n = 0; n < intensities.length; n++) sum += intensities[n] - origin;
  const mean = origin + sum / intensities.length;
  let squares = 0;
  for (let n = 0; n < intensities.length; n++) squares += (intensities[n] - mean) ** 2;
  const reach = multiplier * Math.sqrt(squares / intensities.length);
  return { low: mean - reach, high: mean + reach };
}

/** Intensities of the cells that carry a label, i fastest. */
export function intensitiesOf(label: number, labels: Uint8Array, image: Float32Array): Float32Array {
  let count = 0;
  for (let cell = 0; cell < labels.length; cell++) if (labels[cell] === label) count++;
  const result = new Float32Array(count);
  for (let cell = 0, n = 0; n < count; cell++) if (labels[cell] === label) result[n++] = image[cell];
  return result;
}
