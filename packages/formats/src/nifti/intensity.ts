/** What the intensities of a volume are like. Percentiles are of a sample of at most 2^18 voxels, evenly spread. */
export interface Intensity {
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly sd: number;
  readonly p01: number;
  readonly p99: number;
}

const SAMPLE = 1 << 18;

/** Statistics of finite voxels. `data` must not be empty. */
export function intensityOf(data: Float32Array): Intensity {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  let mean = 0;
  let squares = 0;
  for (let at = 0; at < data.length; at++) {
    const value = data[at];
    if (value < min) min = value;
    if (value > max) max = value;
    // Welford 1962: stable for large offsets.
    const delta = value - mean;
    mean += delta / (at + 1);
    squares += delta * (value - mean);
  }
  const step = Math.max(1, Math.floor(data.length / SAMPLE));
  const sample = new Float32Array(Math.ceil(data.length / step));
  for (let at = 0; at < sample.length; at++) sample[at] = data[at * step];
  sample.sort();
  const percentile = (share: number) => sample[Math.min(sample.length - 1, Math.floor(share * sample.length))];
  return { min, max, mean, sd: Math.sqrt(squares / data.length), p01: percentile(0.01), p99: percentile(0.99) };
}
