import type { Graph } from '../graph.ts';
import type { Tensor } from '../tensor.ts';

/** The same elements under another shape. The gradient takes the old shape. */
export function reshape(g: Graph, x: Tensor, dims: readonly number[]): Tensor {
  return g.record(g.reshaped(x, dims), [x], (d) => [g.reshaped(d, x.dims)]);
}

/** Axes in another order: output axis n is input axis perm[n]. The gradient is transposed back. */
export function transpose(g: Graph, x: Tensor, perm: readonly number[]): Tensor {
  const inverse = perm.map((_, axis) => perm.indexOf(axis));
  return g.record(g.transposed(x, perm), [x], (d) => [g.transposed(d, inverse)]);
}

/** Elements start..end of one axis. The gradient is zero elsewhere. */
export function slice(g: Graph, x: Tensor, axis: number, start: number, end: number): Tensor {
  const along = (value: number) => x.dims.map((_, n) => (n === axis ? value : 0));
  return g.record(g.sliced(x, [axis], [start], [end]), [x], (d) => [
    g.padded(d, along(start), along(x.dims[axis] - end)),
  ]);
}

/** Tensors one after another along `axis`. Each gets its part of the gradient. */
export function concat(g: Graph, tensors: readonly Tensor[], axis: number): Tensor {
  const dims = tensors[0].dims.map((size, n) =>
    n === axis ? tensors.reduce((sum, tensor) => sum + tensor.dims[axis], 0) : size,
  );
  return g.record(g.emit('Concat', tensors, dims, { attributes: { axis } }), tensors, (d) => {
    let start = 0;
    return tensors.map((tensor) => {
      const end = start + tensor.dims[axis];
      const part = tensor.needsGradient ? g.sliced(d, [axis], [start], [end]) : null;
      start = end;
      return part;
    });
  });
}

/** Sum over `axes`, which stay with size 1. The gradient is spread back evenly. */
export function sum(g: Graph, x: Tensor, axes: readonly number[]): Tensor {
  return g.record(g.reduced('ReduceSum', x, axes), [x], (d) => [g.emit('Expand', [d, g.integers(x.dims)], x.dims)]);
}
