import type { Value } from '../graph.ts';
import { apply, type Op } from '../op.ts';
import { compare, where } from '../primitives.ts';

/** y = x above zero, 0 below. dx = dy where y > 0 (a kink at zero: 0 is one of its subgradients). */
export const reluOp: Op<null> = {
  name: 'relu',
  shape: ([x]) => x,
  emit: (graph, [x]) => ({ output: graph.node('Relu', [x], x.dims) }),
  gradient: ({ graph, output }, dy) => [where(compare('Greater', output, graph.scalar(0)), dy, graph.scalar(0))],
};

export function relu(x: Value): Value {
  return apply(reluOp, [x], null);
}
