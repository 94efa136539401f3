import type { Dims } from '@scholia/volume';
import type { PerAxis } from './region.ts';

/**
 * Squared distance of every cell to the nearest cell with `isStart`, mm^2; infinite when there is none. Exact, one axis at
 * a time. Source: Felzenszwalb and Huttenlocher, "Distance Transforms of Sampled Functions", Theory of Computing 2012.
 */
export function squaredDistance(dims: Dims, spacingMm: PerAxis, isStart: (cell: number) => boolean): Float64Array {
  const result = new Float64Array(dims[0] * dims[1] * dims[2]);
  for (let cell = 0; cell < result.length; cell++) result[cell] = isStart(cell) ? 0 : Number.POSITIVE_INFINITY;
  const longest = Math.max(...dims);
  const line = {
    values: new Float64Array(longest),
    roots: new Int32Array(longest),
    edges: new Float64Array(longest + 1),
  };
  let stride = 1;
  for (let axis = 0; axis < 3; axis++) {
    const length = dims[axis];
    for (let first = 0; first < result.length; first++)
      if (Math.floor(first / stride) % length === 0)
        alongLine(result, first, stride, length, spacingMm[axis] ** 2, line);
    stride *= length;
  }
  return result;
}

/** Lower envelope of the parabolas value(q) + s2 (x - q)^2 of one line, in place. */
function alongLine(
  result: Float64Array,
  first: number,
  stride: number,
  length: number,
  s2: number,
  { values, roots, edges }: { values: Float64Array; roots: Int32Array; edges: Float64Array },
): void {
  let count = 0;
  for (let q = 0; q < length; q++) {
    const value = result[first + q * stride];
    values[q] = value;
    if (value === Number.POSITIVE_INFINITY) continue;
    let from = Number.NEGATIVE_INFINITY;
    while (count > 0) {
      const r = roots[count - 1];
      from = (value - values[r] + s2 * (q * q - r * r)) / (2 * s2 * (q - r));
      if (from > edges[count - 1]) break;
      count--;
      from = Number.NEGATIVE_INFINITY;
    }
    roots[count] = q;
    edges[count] = from;
    count++;
  }
  if (count === 0) return;
  for (let q = 0, n = 0; q < length; q++) {
    while (n + 1 < count && edges[n + 1] < q) n++;
    result[first + q * stride] = values[roots[n]] + s2 * (q - roots[n]) ** 2;
  }
}
