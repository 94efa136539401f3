import type { Dims } from '@scholia/volume';
import { linearSamples } from '@scholia/volume';

/** Lines that are worked on at a time: enough to read memory in long pieces, few enough to stay in the cache. */
const LINES = 64;

/**
 * An image on another number of voxels over the same extent, i fastest: linear interpolation as in `resampleLinear`, one axis after
 * another, smoothed before it shrinks, so that detail finer than the new grid does not alias. Beside source and result there is
 * never more than a few lines. Always a copy.
 */
export function regrid(source: Float32Array, dims: Dims, target: Dims): Float32Array {
  const size: [number, number, number] = [...dims];
  let voxels = source;
  // What shrinks most goes first: the rest has less to do.
  const axes = [0, 1, 2].sort((a, b) => target[a] / dims[a] - target[b] / dims[b]);
  for (const axis of axes) {
    if (size[axis] === target[axis]) continue;
    voxels = regridAxis(voxels, size, axis, target[axis]);
    size[axis] = target[axis];
  }
  return voxels === source ? source.slice() : voxels;
}

/**
 * Passes of the kernel 1/4 1/2 1/4, as many as give the variance of a box one target voxel wide (r^2 - 1) / 12 for a shrinking
 * by r, one pass having 1/2.
 */
function smoothingPasses(size: number, target: number): number {
  return size > target ? Math.round(((size / target) ** 2 - 1) / 6) : 0;
}

function regridAxis(source: Float32Array, dims: Dims, axis: number, target: number): Float32Array {
  const size = dims[axis];
  const inner = axis === 0 ? 1 : axis === 1 ? dims[0] : dims[0] * dims[1];
  const outer = source.length / (inner * size);
  const result = new Float32Array(outer * target * inner);
  const passes = smoothingPasses(size, target);
  const { low, high, weight } = linearSamples(size, target);
  for (let o = 0; o < outer; o++)
    for (let first = 0; first < inner; first += LINES) {
      const count = Math.min(LINES, inner - first);
      const lines = new Float32Array(size * count);
      for (let n = 0; n < size; n++) {
        const from = (o * size + n) * inner + first;
        for (let c = 0; c < count; c++) lines[n * count + c] = source[from + c];
      }
      for (let pass = 0; pass < passes; pass++) smoothLines(lines, count);
      for (let x = 0; x < target; x++) {
        const to = (o * target + x) * inner + first;
        const [lowAt, highAt] = [low[x] * count, high[x] * count];
        for (let c = 0; c < count; c++)
          result[to + c] = lines[lowAt + c] + weight[x] * (lines[highAt + c] - lines[lowAt + c]);
      }
    }
  return result;
}

/** Of `count` lines side by side, in place, edges repeated. */
function smoothLines(lines: Float32Array, count: number): void {
  const before = lines.slice(0, count);
  for (let at = 0; at < lines.length; at++) {
    const own = lines[at];
    const after = at + count < lines.length ? lines[at + count] : own;
    lines[at] = 0.5 * own + 0.25 * (before[at % count] + after);
    before[at % count] = own;
  }
}
