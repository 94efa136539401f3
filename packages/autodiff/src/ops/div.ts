import type { Value } from '../graph.ts';
import { apply, type Op } from '../op.ts';
import { binary, broadcastShape, sumTo, unary } from '../primitives.ts';

/**
 * y = a / b with broadcasting. dy/da = 1 / b and dy/db = -y / b, summed over broadcast axes.
 * b = 0 gives infinities, forward and backward, as floating point does: callers smooth the denominator.
 */
export const divOp: Op<null> = {
  name: 'div',
  shape: ([a, b]) => broadcastShape(a, b),
  emit: (_graph, [a, b]) => ({ output: binary('Div', a, b) }),
  gradient: ({ inputs: [a, b], output }, dy) => {
    const perB = binary('Div', dy, b);
    return [
      a.trainable ? sumTo(perB, a.dims) : null,
      b.trainable ? unary('Neg', sumTo(binary('Mul', perB, output), b.dims)) : null,
    ];
  },
};

/** a / b element by element, broadcasting. */
export function div(a: Value, b: Value): Value {
  return apply(divOp, [a, b], null);
}
