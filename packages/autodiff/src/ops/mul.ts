import type { Value } from '../graph.ts';
import { apply, type Op } from '../op.ts';
import { binary, broadcastShape, sumTo } from '../primitives.ts';

/** y = a b with broadcasting. dy/da = b and dy/db = a, summed over broadcast axes. */
export const mulOp: Op<null> = {
  name: 'mul',
  shape: ([a, b]) => broadcastShape(a, b),
  emit: (_graph, [a, b]) => ({ output: binary('Mul', a, b) }),
  gradient: ({ inputs: [a, b] }, dy) => [
    a.trainable ? sumTo(binary('Mul', dy, b), a.dims) : null,
    b.trainable ? sumTo(binary('Mul', dy, a), b.dims) : null,
  ],
};

/** a b element by element, broadcasting. */
export function mul(a: Value, b: Value): Value {
  return apply(mulOp, [a, b], null);
}
