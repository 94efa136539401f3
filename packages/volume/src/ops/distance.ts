import type { Dims } from '../grid.ts';

/** What is nowhere near: larger than any squared distance in an image, and small enough to calculate with. */
const FAR = 1e20;

/**
 * Squared Euclidean distance, mm^2, from the centre of each voxel to that of the nearest voxel of `mask` (non-zero; i
 * fastest); at least 1e20 where there is none. `spacingMm` along i, j, k; an axis may be left out (2D). Exact, in linear time: the lower
 * envelope of parabolas, axis by axis (Felzenszwalb & Huttenlocher 2012, "Distance transforms of sampled functions").
 */
export function squaredDistance(
  mask: Uint8Array,
  dims: Dims,
  spacingMm: readonly [number, number, number],
  axes: readonly (0 | 1 | 2)[] = [0, 1, 2],
): Float64Array {
  const distance = Float64Array.from(mask, (inside) => (inside === 0 ? FAR : 0));
  const strides = [1, dims[0], dims[0] * dims[1]];
  for (const axis of axes) {
    const lines = lineTransform(dims[axis], spacingMm[axis]);
    for (let start = 0; start < distance.length; start++)
      if (Math.floor(start / strides[axis]) % dims[axis] === 0) lines(distance, start, strides[axis]);
  }
  return distance;
}

/** One line of `count` voxels: min over q of f(q) + (p - q)^2, in place. Its work space is shared by all lines. */
function lineTransform(count: number, spacing: number) {
  const values = new Float64Array(count);
  const roots = new Int32Array(count);
  const bounds = new Float64Array(count + 1);
  const meet = (p: number, q: number) => {
    const [x, y] = [p * spacing, q * spacing];
    return (values[p] + x * x - values[q] - y * y) / (2 * (x - y));
  };
  return (line: Float64Array, start: number, stride: number) => {
    let last = -1;
    for (let q = 0; q < count; q++) {
      values[q] = line[start + q * stride];
      if (values[q] >= FAR) continue;
      while (last >= 0 && meet(q, roots[last]) <= bounds[last]) last--;
      bounds[last + 1] = last < 0 ? Number.NEGATIVE_INFINITY : meet(q, roots[last]);
      roots[++last] = q;
    }
    if (last < 0) return;
    bounds[last + 1] = Number.POSITIVE_INFINITY;
    for (let q = 0, at = 0; q < count; q++) {
      while (bounds[at + 1] < q * spacing) at++;
      const away = (q - roots[at]) * spacing;
      line[start + q * stride] = values[roots[at]] + away * away;
    }
  };
}
