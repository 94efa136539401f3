/** Intensities in equal bins. */
export interface Bins {
  readonly count: number;
  /** Bin of an intensity; what lies beyond the ends counts to the bins there. */
  readonly of: (intensity: number) => number;
}

/** Share of intensities cut off at either end. */
const TAIL = 0.005;

/** Intensities looked at to find the ends. */
const SAMPLES = 50_000;

/** `count` equal bins between the quantiles 0.5% and 99.5% of an image. Undefined when it has one intensity only. */
export function intensityBins(image: Float32Array, count: number): Bins | undefined {
  const [low, high] = rangeOf(image);
  if (!(high > low)) return undefined;
  const scale = count / (high - low);
  return { count, of: (intensity) => Math.min(count - 1, Math.max(0, Math.floor((intensity - low) * scale))) };
}

function rangeOf(image: Float32Array): [number, number] {
  const every = Math.max(1, Math.floor(image.length / SAMPLES));
  const samples = new Float32Array(Math.ceil(image.length / every));
  for (let n = 0; n < samples.length; n++) samples[n] = image[n * every];
  const sorted = samples.sort();
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))];
  const [low, high] = [at(TAIL), at(1 - TAIL)];
  if (high > low) return [low, high];
  let [least, most] = [image[0], image[0]];
  for (const intensity of image) {
    if (intensity < least) least = intensity;
    if (intensity > most) most = intensity;
  }
  return [least, most];
}
