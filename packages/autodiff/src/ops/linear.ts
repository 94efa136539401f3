import type { Graph } from '../graph.ts';
import { sizeOf, type Tensor } from '../tensor.ts';

/** y[n] = w x[n]: w [O, C], x [N, C, V], y [N, O, V]. The core of 1x1x1 and of stride-2 convolutions. dw = sum dy x', dx = w' dy. */
export function linear(g: Graph, w: Tensor, x: Tensor): Tensor {
  const [n, c, v] = x.dims;
  const [o] = w.dims;
  return g.record(g.emit('MatMul', [w, x], [n, o, v]), [w, x], (d) => [
    w.needsGradient ? weightGradient(g, d, x, [o, c]) : null,
    x.needsGradient ? g.emit('MatMul', [g.transposed(w, [1, 0]), d], x.dims) : null,
  ]);
}

/** sum over n of d[n] x[n]': one Gemm for a single sample, a batched product and a sum for several. */
export function weightGradient(g: Graph, d: Tensor, x: Tensor, dims: readonly number[]): Tensor {
  const [n, c, v] = x.dims;
  const o = d.dims[1];
  if (n === 1) {
    const options = { attributes: { transB: 1 } };
    return g.reshaped(g.emit('Gemm', [g.reshaped(d, [o, v]), g.reshaped(x, [c, v])], [o, c], options), dims);
  }
  const products = g.emit('MatMul', [d, g.transposed(x, [0, 2, 1])], [n, o, c]);
  return g.reshaped(g.reduced('ReduceSum', products, [0]), dims);
}

/** 1x1x1 convolution with bias: x [N, C, D, H, W], w [O, C], b [O, 1]. */
export function pointwise(g: Graph, x: Tensor, w: Tensor, b: Tensor): Tensor {
  const [n, c, ...space] = x.dims;
  const flat: Tensor = g.record(g.reshaped(x, [n, c, sizeOf(space)]), [x], (d) => [g.reshaped(d, x.dims)]);
  const y = linear(g, w, flat);
  const biased = g.record(g.elementwise('Add', y, b), [y, b], (d) => [d, g.unbroadcast(d, b.dims)]);
  const dims = [n, w.dims[0], ...space];
  return g.record(g.reshaped(biased, dims), [biased], (d) => [g.reshaped(d, biased.dims)]);
}
