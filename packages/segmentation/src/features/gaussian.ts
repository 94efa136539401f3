import type { Dims } from '@scholia/volume';
import type { Effort } from '../effort.ts';
import type { PerAxis } from '../grid/region.ts';

/** Standard deviations after which a kernel ends. */
const REACH = 3;

/** Weights exp(-(t * stepMm)^2 / (2 sigmaMm^2)) for t = 0, 1, ... as far as 3 sigma; not normalised. */
export function gaussianWeights(sigmaMm: number, stepMm: number): Float64Array {
  const radius = Math.floor((REACH * sigmaMm) / stepMm);
  return Float64Array.from({ length: radius + 1 }, (_, t) => Math.exp(-0.5 * ((t * stepMm) / sigmaMm) ** 2));
}

/**
 * Weighted mean of `image` (i fastest) around each cell, by a Gaussian of `sigmaMm`, one axis at a time. Along an axis whose
 * cells are 3 sigma or more apart nothing is mixed. At borders the weights of cells that are there sum to 1, so a constant stays.
 */
export async function gaussian(
  image: Float32Array,
  cells: Dims,
  spacingMm: PerAxis,
  sigmaMm: number,
  effort: Effort,
): Promise<Float32Array> {
  let from = image;
  let spare: Float32Array | undefined;
  for (const axis of [0, 1, 2] as const) {
    const weights = gaussianWeights(sigmaMm, spacingMm[axis]).subarray(0, cells[axis]);
    if (weights.length === 1) continue;
    const to = spare ?? new Float32Array(image.length);
    await alongAxis(from, to, cells, axis, weights, effort);
    spare = from === image ? undefined : from;
    from = to;
  }
  return from === image ? image.slice() : from;
}

async function alongAxis(
  from: Float32Array,
  to: Float32Array,
  cells: Dims,
  axis: 0 | 1 | 2,
  weights: Float64Array,
  effort: Effort,
): Promise<void> {
  const length = cells[axis];
  const stride = [1, cells[0], cells[0] * cells[1]][axis];
  const scale = inverseSums(weights, length);
  // One line at a time, with as many zeros at either end as the kernel reaches.
  const line = new Float64Array(length + 2 * (weights.length - 1));
  for (let block = 0; block < from.length; block += stride * length)
    for (let first = block; first < block + stride; first++) {
      alongLine(from, to, first, stride, weights, scale, line);
      if (effort.isDue(length * weights.length)) await effort.breathe();
    }
}

function alongLine(
  from: Float32Array,
  to: Float32Array,
  first: number,
  stride: number,
  weights: Float64Array,
  scale: Float64Array,
  line: Float64Array,
): void {
  const radius = weights.length - 1;
  for (let x = 0; x < scale.length; x++) line[radius + x] = from[first + x * stride];
  for (let x = 0; x < scale.length; x++) {
    const centre = radius + x;
    let sum = weights[0] * line[centre];
    for (let t = 1; t <= radius; t++) sum += weights[t] * (line[centre - t] + line[centre + t]);
    to[first + x * stride] = sum * scale[x];
  }
}

/** One over the sum of the weights that fall within a line, for each place on it. */
function inverseSums(weights: Float64Array, length: number): Float64Array {
  return Float64Array.from({ length }, (_, place) => {
    let sum = weights[0];
    for (let t = 1; t < weights.length; t++) {
      if (place - t >= 0) sum += weights[t];
      if (place + t < length) sum += weights[t];
    }
    return 1 / sum;
  });
}
