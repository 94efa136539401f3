/** What `sides` say of a cell: a sample of the inside, of the outside, or of neither (0). */
export const INSIDE = 1;
export const OUTSIDE_SAMPLE = 2;

/** Weight of the prior, as a share of a side's samples: unseen intensities count alike for both. */
const PRIOR = 0.05;
/** Share of intensities at either end that share the first and the last bin. */
const TAIL = 0.005;
/** Even pieces of the whole range, to find the tails. */
const PIECES = 4096;
/** Binomial weights over five bins. */
const KERNEL = [1 / 16, 4 / 16, 6 / 16, 4 / 16, 1 / 16] as const;

/**
 * ln P(I | inside) - ln P(I | outside) of each cell's intensity, in nats: histograms of `bins` bins, smoothed over neighbouring
 * ones, with a uniform Dirichlet prior. Undefined when there is one intensity only. Both sides must have a sample.
 */
export function intensityOdds(image: Float32Array, sides: Uint8Array, bins: number): Float32Array | undefined {
  const range = rangeOf(image);
  if (range === undefined) return undefined;
  const scale = bins / (range.high - range.low);
  const binOf = (intensity: number) => Math.min(bins - 1, Math.max(0, Math.floor((intensity - range.low) * scale)));
  const inside = new Float64Array(bins);
  const outside = new Float64Array(bins);
  for (let cell = 0; cell < image.length; cell++) {
    if (sides[cell] === INSIDE) inside[binOf(image[cell])]++;
    else if (sides[cell] === OUTSIDE_SAMPLE) outside[binOf(image[cell])]++;
  }
  const [p, q] = [probabilities(inside), probabilities(outside)];
  const odds = p.map((value, bin) => Math.log(value / q[bin]));
  return image.map((intensity) => odds[binOf(intensity)]);
}

/** Where all but the tails of the intensities are. */
function rangeOf(image: Float32Array): { low: number; high: number } | undefined {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const intensity of image) {
    if (intensity < low) low = intensity;
    if (intensity > high) high = intensity;
  }
  if (!(high > low)) return undefined;
  const counts = new Uint32Array(PIECES);
  const scale = PIECES / (high - low);
  for (const intensity of image) counts[Math.min(PIECES - 1, Math.floor((intensity - low) * scale))]++;
  const most = TAIL * image.length;
  let first = 0;
  let end = PIECES;
  for (let tail = counts[0]; tail <= most; tail += counts[first]) first++;
  for (let tail = counts[end - 1]; tail <= most; tail += counts[end - 1]) end--;
  return { low: low + first / scale, high: low + end / scale };
}

/** Smoothed shares; what smoothing would take beyond the ends stays there. */
function probabilities(counts: Float64Array): Float64Array {
  const bins = counts.length;
  const total = counts.reduce((sum, count) => sum + count, 0);
  const prior = PRIOR * total;
  const result = new Float64Array(bins).fill(prior / bins / (total + prior));
  for (let bin = 0; bin < bins; bin++)
    for (let n = 0; n < KERNEL.length; n++) {
      const to = Math.min(bins - 1, Math.max(0, bin + n - 2));
      result[to] += (KERNEL[n] * counts[bin]) / (total + prior);
    }
  return result;
}
