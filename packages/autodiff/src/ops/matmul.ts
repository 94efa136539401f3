import { assert } from '@scholia/core';
import type { Value } from '../graph.ts';
import { apply, type Op } from '../op.ts';
import { broadcastShape, product, sumTo, transposed } from '../primitives.ts';

/**
 * y = a x b over the last two axes, [.., M, K] x [.., K, N] -> [.., M, N], leading axes broadcast.
 * da = dy x b^T and db = a^T x dy, summed over broadcast axes.
 */
export const matmulOp: Op<null> = {
  name: 'matmul',
  shape: ([a, b]) => {
    assert(a.length >= 2 && b.length >= 2 && a[a.length - 1] === b[b.length - 2], `[${a}] x [${b}] fit`);
    return [...broadcastShape(a.slice(0, -2), b.slice(0, -2)), a[a.length - 2], b[b.length - 1]];
  },
  emit: (_graph, [a, b]) => ({ output: product(a, b) }),
  gradient: ({ inputs: [a, b] }, dy) => [
    a.trainable ? sumTo(product(dy, transposed(b)), a.dims) : null,
    b.trainable ? sumTo(product(transposed(a), dy), b.dims) : null,
  ],
};

export function matmul(a: Value, b: Value): Value {
  return apply(matmulOp, [a, b], null);
}
