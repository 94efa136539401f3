import type { Dims } from '@scholia/volume';
import type { PerAxis } from '../grid/region.ts';

/** How many times as long an ordinary slope makes a step: to cross an edge twice must cost more than the way around a bend. */
const WEIGHT = 10;

/**
 * 1 + WEIGHT * |grad I|^2 / mean |grad I|^2 per cell, i fastest, so that paths keep away from edges, whatever the unit of intensity;
 * infinite where not `isOpen`, and the mean is over the open cells. Gradients per mm, from the neighbours on both sides.
 */
export function slownessOf(
  image: Float32Array,
  [ci, cj, ck]: Dims,
  spacingMm: PerAxis,
  isOpen: (cell: number) => boolean,
): Float32Array {
  const result = new Float32Array(image.length).fill(Number.POSITIVE_INFINITY);
  let sum = 0;
  let count = 0;
  for (let k = 0, at = 0; k < ck; k++)
    for (let j = 0; j < cj; j++)
      for (let i = 0; i < ci; i++, at++) {
        if (!isOpen(at)) continue;
        result[at] =
          squaredSlope(image, at, i, ci, 1, spacingMm[0]) +
          squaredSlope(image, at, j, cj, ci, spacingMm[1]) +
          squaredSlope(image, at, k, ck, ci * cj, spacingMm[2]);
        sum += result[at];
        count++;
      }
  const mean = sum > 0 ? sum / count : 1;
  for (let at = 0; at < result.length; at++) result[at] = 1 + (WEIGHT * result[at]) / mean;
  return result;
}

/** Along one axis, of which the cell has `index` and its neighbours are `stride` away; one-sided at the ends. */
function squaredSlope(image: Float32Array, at: number, index: number, length: number, stride: number, mm: number) {
  const before = index > 0 ? 1 : 0;
  const after = index + 1 < length ? 1 : 0;
  if (before + after === 0) return 0;
  return ((image[at + after * stride] - image[at - before * stride]) / ((before + after) * mm)) ** 2;
}
