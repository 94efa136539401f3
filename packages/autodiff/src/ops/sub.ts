import type { Value } from '../graph.ts';
import { apply, type Op } from '../op.ts';
import { binary, broadcastShape, sumTo, unary } from '../primitives.ts';

/** y = a - b with broadcasting. dy/da = 1 and dy/db = -1, summed over broadcast axes. */
export const subOp: Op<null> = {
  name: 'sub',
  shape: ([a, b]) => broadcastShape(a, b),
  emit: (_graph, [a, b]) => ({ output: binary('Sub', a, b) }),
  gradient: ({ inputs: [a, b] }, dy) => [
    a.trainable ? sumTo(dy, a.dims) : null,
    b.trainable ? unary('Neg', sumTo(dy, b.dims)) : null,
  ],
};

/** a - b, broadcasting. */
export function sub(a: Value, b: Value): Value {
  return apply(subOp, [a, b], null);
}
