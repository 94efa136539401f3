import type { Value } from '../graph.ts';
import { float } from '../onnx/model.ts';
import { apply, type Op } from '../op.ts';
import { binary, compare, where } from '../primitives.ts';

/**
 * y = x above zero, slope x below. dy/dx = 1 above zero, `slope` below and at zero (a kink: any value between is a
 * subgradient). Needs slope > 0, so that the sign of y is the sign of x and x need not be kept.
 */
export const leakyReluOp: Op<{ readonly slope: number }> = {
  name: 'leakyRelu',
  shape: ([x]) => x,
  emit: (graph, [x], { slope }) => ({ output: graph.node('LeakyRelu', [x], x.dims, { alpha: float(slope) }) }),
  gradient: ({ graph, output, attributes: { slope } }, dy) => [
    where(compare('Greater', output, graph.scalar(0)), dy, binary('Mul', dy, graph.scalar(slope))),
  ],
};

/** (Default slope: 0.01) */
export function leakyRelu(x: Value, slope = 0.01): Value {
  return apply(leakyReluOp, [x], { slope });
}
