import type { Value } from '../graph.ts';
import { int } from '../onnx/model.ts';
import { apply, type Op } from '../op.ts';
import { binary, reduce, unary } from '../primitives.ts';

/** y = x - log sum e^x along one axis: finite where the logarithm of a softmax has underflowed. dx = dy - e^y sum(dy). */
export const logSoftmaxOp: Op<{ readonly axis: number }> = {
  name: 'logSoftmax',
  shape: ([x]) => x,
  emit: (graph, [x], { axis }) => ({ output: graph.node('LogSoftmax', [x], x.dims, { axis: int(axis) }) }),
  gradient: ({ output, attributes: { axis } }, dy) => [
    binary('Sub', dy, binary('Mul', unary('Exp', output), reduce('ReduceSum', dy, [axis]))),
  ],
};

export function logSoftmax(x: Value, axis: number): Value {
  return apply(logSoftmaxOp, [x], { axis });
}
