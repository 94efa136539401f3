import type { Value } from '../graph.ts';
import { apply, type Op } from '../op.ts';
import { binary, unary } from '../primitives.ts';

/** y = e^x element by element. dy/dx = y. Overflows above about 88 in float32. */
export const expOp: Op<null> = {
  name: 'exp',
  shape: ([x]) => x,
  emit: (_graph, [x]) => ({ output: unary('Exp', x) }),
  gradient: ({ output }, dy) => [binary('Mul', dy, output)],
};

export function exp(x: Value): Value {
  return apply(expOp, [x], null);
}
