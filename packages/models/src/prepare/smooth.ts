import type { Dims } from '@scholia/volume';

/**
 * Smooths along the axes that a resampling to `target` shrinks, so that detail finer than the new grid does not alias:
 * passes of the kernel 1/4 1/2 1/4, as many as give the variance of a box one target voxel wide (r^2 - 1) / 12 for a
 * shrinking by r, one pass having 1/2. x fastest, edges repeated. Returns `source` itself where nothing shrinks.
 */
export function smoothBeforeShrinking(source: Float32Array, dims: Dims, target: Dims): Float32Array {
  let voxels = source;
  for (let axis = 0; axis < 3; axis++) {
    const ratio = dims[axis] / target[axis];
    const passes = ratio > 1 ? Math.round((ratio ** 2 - 1) / 6) : 0;
    for (let pass = 0; pass < passes; pass++) voxels = smoothAxis(voxels, dims, axis);
  }
  return voxels;
}

function smoothAxis(source: Float32Array, dims: Dims, axis: number): Float32Array {
  const stride = axis === 0 ? 1 : axis === 1 ? dims[0] : dims[0] * dims[1];
  const size = dims[axis];
  const result = new Float32Array(source.length);
  for (let at = 0; at < source.length; at++) {
    const place = Math.floor(at / stride) % size;
    const before = place > 0 ? source[at - stride] : source[at];
    const after = place < size - 1 ? source[at + stride] : source[at];
    result[at] = 0.5 * source[at] + 0.25 * (before + after);
  }
  return result;
}
