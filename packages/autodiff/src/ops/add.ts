import type { Value } from '../graph.ts';
import { apply, type Op } from '../op.ts';
import { binary, broadcastShape, sumTo } from '../primitives.ts';

/** y = a + b with broadcasting. dy/da = 1 and dy/db = 1, summed over broadcast axes. */
export const addOp: Op<null> = {
  name: 'add',
  shape: ([a, b]) => broadcastShape(a, b),
  emit: (_graph, [a, b]) => ({ output: binary('Add', a, b) }),
  gradient: ({ inputs }, dy) => inputs.map((input) => (input.trainable ? sumTo(dy, input.dims) : null)),
};

/** a + b, broadcasting. */
export function add(a: Value, b: Value): Value {
  return apply(addOp, [a, b], null);
}
