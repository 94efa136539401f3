import { assert } from '@scholia/core';
import type { Value } from '../graph.ts';
import { apply, type Op } from '../op.ts';
import { product, productWithTransposed, reduce, reshapeTo, sizeOf, transposed, waiting } from '../primitives.ts';
import { reshape } from './reshape.ts';

/** dw = sum over the batch of dy x^T, for dy [N, O, V] and x [N, C, V]. With N = 1 one matrix product, no copies. */
export function weightGradient(dy: Value, x: Value): Value {
  const [batch, outputs] = dy.dims;
  const channels = x.dims[1];
  if (batch === 1) return productWithTransposed(reshapeTo(dy, dy.dims.slice(1)), reshapeTo(x, x.dims.slice(1)));
  return reshapeTo(reduce('ReduceSum', product(dy, transposed(x)), [0]), [outputs, channels]);
}

/** The same matrix applied at every voxel: y[N, O, V] = w[O, C] x[N, C, V]. */
export const linearOp: Op<null> = {
  name: 'linear',
  shape: ([w, x]) => {
    assert(w.length === 2 && x.length === 3 && w[1] === x[1], `w [O, C] and x [N, C, V], not [${w}] and [${x}]`);
    return [x[0], w[0], x[2]];
  },
  emit: (_graph, [w, x]) => ({ output: product(w, x) }),
  gradient: ({ inputs: [w, x] }, dy) => {
    const dw = w.trainable ? weightGradient(dy, x) : null;
    return [dw, x.trainable ? product(transposed(waiting(w, dw)), dy) : null];
  },
};

/** 1x1x1 convolution: y[N, O, ...] = w[O, C] x[N, C, ...]. */
export function linear(w: Value, x: Value): Value {
  const [batch, channels, ...space] = x.dims;
  const flat = reshape(x, [batch, channels, sizeOf(space)]);
  return reshape(apply(linearOp, [w, flat], null), [batch, w.dims[0], ...space]);
}
