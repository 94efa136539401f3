import type { Value } from '../graph.ts';
import { type Dims, ints } from '../onnx/model.ts';
import { apply, type Op } from '../op.ts';
import { binary, repeat, sizeOf } from '../primitives.ts';
import { shrunk } from './max-pool.ts';

/** The mean of each block of F = the product of `factor` voxels. Each of them gets dy / F. */
export const averagePoolOp: Op<{ readonly factor: Dims }> = {
  name: 'averagePool',
  shape: ([x], { factor }) => shrunk(x, factor),
  emit: (graph, [x], { factor }, dims) => ({
    output: graph.node('AveragePool', [x], dims, { kernel_shape: ints(factor), strides: ints(factor) }),
  }),
  gradient: ({ graph, attributes: { factor } }, dy) => [
    repeat(binary('Mul', dy, graph.scalar(1 / sizeOf(factor))), factor),
  ],
};

export function averagePool(x: Value, factor: Dims): Value {
  return apply(averagePoolOp, [x], { factor });
}
