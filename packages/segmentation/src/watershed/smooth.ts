import type { Dims } from '@scholia/volume';
import type { PerAxis } from '../grid/region.ts';
import type { Pace } from '../method.ts';

/** Standard deviations at which the kernel ends. */
const REACH = 3;
/** Weights applied between two looks at the signal and the event loop: about 20 ms. */
const WORK = 5_000_000;

/**
 * `image` (i fastest) convolved with a Gaussian of standard deviation `sigmaMm` along one axis: weights exp(-d^2 / (2
 * sigma^2)), d in mm, as far as 3 sigma, that sum to 1 also at borders. Nothing changes where the cells are farther apart.
 */
export async function smoothAlong(
  axis: 0 | 1 | 2,
  image: Float32Array,
  cells: Dims,
  spacingMm: PerAxis,
  sigmaMm: number,
  pace: Pace,
): Promise<Float32Array> {
  const length = cells[axis];
  const stride = [1, cells[0], cells[0] * cells[1]][axis];
  const reach = Math.min(length - 1, Math.floor((REACH * sigmaMm) / spacingMm[axis]));
  if (reach === 0) return image;
  const weights = Float64Array.from({ length: reach + 1 }, (_, n) =>
    Math.exp(-((n * spacingMm[axis]) ** 2) / (2 * sigmaMm ** 2)),
  );
  const totals = Float64Array.from({ length }, (_, to) => {
    let total = 0;
    for (let from = 0; from < length; from++) total += weights[Math.abs(from - to)] ?? 0;
    return total;
  });
  const result = new Float32Array(image.length);
  let work = 0;
  for (let block = 0; block < image.length; block += stride * length)
    for (let to = 0; to < length; to++) {
      const last = Math.min(length - 1, to + reach);
      // Whole rows at a time, so that memory is read in its own order along every axis.
      for (let from = Math.max(0, to - reach); from <= last; from++) {
        const weight = weights[Math.abs(from - to)] / totals[to];
        const source = block + from * stride;
        const target = block + to * stride;
        for (let n = 0; n < stride; n++) result[target + n] += weight * image[source + n];
        work += stride;
      }
      if (work < WORK) continue;
      work = 0;
      await pace.breathe();
    }
  return result;
}
