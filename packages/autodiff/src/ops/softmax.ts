import type { Value } from '../graph.ts';
import { int } from '../onnx/model.ts';
import { apply, type Op } from '../op.ts';
import { binary, reduce } from '../primitives.ts';

/** p = e^x / sum e^x along one axis, shifted by the maximum inside. dx = p dy - p sum(p dy). */
export const softmaxOp: Op<{ readonly axis: number }> = {
  name: 'softmax',
  shape: ([x]) => x,
  emit: (graph, [x], { axis }) => ({ output: graph.node('Softmax', [x], x.dims, { axis: int(axis) }) }),
  gradient: ({ output, attributes: { axis } }, dy) => {
    const weighted = binary('Mul', dy, output);
    return [binary('Sub', weighted, binary('Mul', output, reduce('ReduceSum', weighted, [axis])))];
  },
};

export function softmax(x: Value, axis: number): Value {
  return apply(softmaxOp, [x], { axis });
}
