/** Summary of the voxels of one image, in its own units. */
export interface Intensity {
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly sd: number;
  /** First and ninety-ninth percentile: a window that ignores outliers. */
  readonly p01: number;
  readonly p99: number;
}

/** Percentiles are taken from at most this many voxels, evenly spread: exact for small images. */
const SAMPLE = 1 << 20;

/** `voxels` must be finite, and at least one. */
export function intensityOf(voxels: Float32Array): Intensity {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  let sum = 0;
  for (let at = 0; at < voxels.length; at++) {
    const value = voxels[at];
    if (value < min) min = value;
    if (value > max) max = value;
    sum += value;
  }
  const mean = sum / voxels.length;
  let squares = 0;
  for (let at = 0; at < voxels.length; at++) squares += (voxels[at] - mean) ** 2;
  const step = Math.max(1, Math.ceil(voxels.length / SAMPLE));
  const sample = new Float32Array(Math.ceil(voxels.length / step));
  for (let n = 0; n < sample.length; n++) sample[n] = voxels[n * step];
  sample.sort();
  const percentile = (share: number) => sample[Math.round(share * (sample.length - 1))];
  return { min, max, mean, sd: Math.sqrt(squares / voxels.length), p01: percentile(0.01), p99: percentile(0.99) };
}
