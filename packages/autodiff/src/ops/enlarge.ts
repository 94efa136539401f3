import { assert } from '@scholia/core';
import type { Value } from '../graph.ts';
import type { Dims } from '../onnx/model.ts';
import { apply, type Op } from '../op.ts';
import { product, reshapeTo, sizeOf, transposed } from '../primitives.ts';

/**
 * Linear interpolation to `factor` times as many voxels along each axis of space, the same field of view (voxel edges meet at the ends), border
 * voxels going on outside. One small matrix product an axis; the gradient takes the transposed matrices.
 */
export const enlargeOp: Op<{ readonly factor: Dims }> = {
  name: 'enlarge',
  shape: ([x], { factor }) => {
    assert(factor.length === x.length - 2, `a factor for each axis of space of [${x}]`);
    return [x[0], x[1], ...x.slice(2).map((size, axis) => size * factor[axis])];
  },
  emit: (_graph, [x], { factor }) => ({
    output: factor.reduce(
      (value, times, axis) => (times === 1 ? value : along(value, axis + 2, interpolation(x, axis, times))),
      x,
    ),
  }),
  gradient: ({ inputs: [x], attributes: { factor } }, dy) => [
    factor.reduce(
      (value, times, axis) => (times === 1 ? value : along(value, axis + 2, transposed(interpolation(x, axis, times)))),
      dy,
    ),
  ],
};

/** The matrix [size times, size] whose rows weigh the voxels of an axis of x. */
function interpolation(x: Value, axis: number, times: number): Value {
  const size = x.dims[axis + 2];
  const rows = new Float32Array(size * times * size);
  for (let at = 0; at < size * times; at++) {
    const place = Math.min(size - 1, Math.max(0, (at + 0.5) / times - 0.5));
    const before = Math.trunc(place);
    rows[at * size + before] += 1 - (place - before);
    rows[at * size + Math.min(size - 1, before + 1)] += place - before;
  }
  return x.graph.constant([size * times, size], rows);
}

/** `matrix` [M, K] applied along an axis of size K. */
function along(x: Value, axis: number, matrix: Value): Value {
  const outer = sizeOf(x.dims.slice(0, axis));
  const inner = sizeOf(x.dims.slice(axis + 1));
  const stacked = reshapeTo(x, [outer, x.dims[axis], inner]);
  return reshapeTo(
    product(matrix, stacked),
    x.dims.map((size, at) => (at === axis ? matrix.dims[0] : size)),
  );
}

export function enlarge(x: Value, factor: Dims): Value {
  return apply(enlargeOp, [x], { factor });
}
