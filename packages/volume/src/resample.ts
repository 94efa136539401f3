import type { Dims } from './grid.ts';

/**
 * Linear interpolation onto another number of voxels over the same extent: the centre of target voxel x lies at
 * (x + 0.5) * source / target - 0.5, clamped to the source's centres. Separable: one axis at a time.
 * `source` is i fastest. Shrinking by much aliases; smooth first where that matters.
 */
export function resampleLinear(source: Float32Array, dims: Dims, target: Dims): Float32Array {
  let voxels = source;
  const size: [number, number, number] = [...dims];
  for (let axis = 0; axis < 3; axis++) {
    if (size[axis] === target[axis]) continue;
    voxels = resampleAxis(voxels, size, axis, target[axis]);
    size[axis] = target[axis];
  }
  return voxels === source ? source.slice() : voxels;
}

/** The nearest source voxel for each target voxel: labels stay labels. Same alignment as `resampleLinear`. */
export function resampleNearest(source: Uint8Array, dims: Dims, target: Dims): Uint8Array {
  const [ti, tj, tk] = target;
  const [fromI, fromJ, fromK] = [0, 1, 2].map((axis) => nearestTable(dims[axis], target[axis]));
  const voxels = new Uint8Array(ti * tj * tk);
  let at = 0;
  for (let k = 0; k < tk; k++)
    for (let j = 0; j < tj; j++) {
      const row = dims[0] * (fromJ[j] + dims[1] * fromK[k]);
      for (let i = 0; i < ti; i++) voxels[at++] = source[row + fromI[i]];
    }
  return voxels;
}

function nearestTable(size: number, target: number): Int32Array {
  return Int32Array.from({ length: target }, (_, x) => Math.min(size - 1, Math.floor(((x + 0.5) * size) / target)));
}

/** Along one axis: target voxel x is low + weight * (high - low), of the source voxels with these indices. */
export interface LinearSamples {
  readonly low: Int32Array;
  readonly high: Int32Array;
  readonly weight: Float64Array;
}

/** Where `resampleLinear` looks along an axis of `size` voxels for one of `target`. */
export function linearSamples(size: number, target: number): LinearSamples {
  const centre = (x: number) => Math.min(size - 1, Math.max(0, ((x + 0.5) * size) / target - 0.5));
  const low = Int32Array.from({ length: target }, (_, x) => Math.floor(centre(x)));
  return {
    low,
    high: low.map((at) => Math.min(size - 1, at + 1)),
    weight: Float64Array.from(low, (at, x) => centre(x) - at),
  };
}

function resampleAxis(source: Float32Array, size: Dims, axis: number, target: number): Float32Array {
  const inner = axis === 0 ? 1 : axis === 1 ? size[0] : size[0] * size[1];
  const outer = source.length / (inner * size[axis]);
  const voxels = new Float32Array(outer * target * inner);
  const { low, high, weight } = linearSamples(size[axis], target);
  for (let x = 0; x < target; x++)
    for (let o = 0; o < outer; o++) {
      const lowAt = (o * size[axis] + low[x]) * inner;
      const highAt = (o * size[axis] + high[x]) * inner;
      const to = (o * target + x) * inner;
      for (let n = 0; n < inner; n++)
        voxels[to + n] = source[lowAt + n] + weight[x] * (source[highAt + n] - source[lowAt + n]);
    }
  return voxels;
}
