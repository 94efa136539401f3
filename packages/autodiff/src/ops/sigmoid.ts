import type { Value } from '../graph.ts';
import { apply, type Op } from '../op.ts';
import { binary } from '../primitives.ts';

/** y = 1 / (1 + e^-x). dx = dy y (1 - y). */
export const sigmoidOp: Op<null> = {
  name: 'sigmoid',
  shape: ([x]) => x,
  emit: (graph, [x]) => ({ output: graph.node('Sigmoid', [x], x.dims) }),
  gradient: ({ output: y }, dy) => {
    const kept = binary('Mul', dy, y);
    return [binary('Sub', kept, binary('Mul', kept, y))];
  },
};

export function sigmoid(x: Value): Value {
  return apply(sigmoidOp, [x], null);
}
