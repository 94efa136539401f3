import type { Value } from '../graph.ts';
import type { Dims } from '../onnx/model.ts';
import { apply, type Op } from '../op.ts';
import { reshapeTo } from '../primitives.ts';

/** Same elements in row-major order, other shape. The gradient is reshaped back. */
export const reshapeOp: Op<{ readonly dims: Dims }> = {
  name: 'reshape',
  shape: (_inputs, { dims }) => dims,
  emit: (graph, [x], { dims }) => ({ output: graph.node('Reshape', [x, graph.indices(dims)], dims) }),
  gradient: ({ inputs: [x] }, dy) => [reshapeTo(dy, x.dims)],
};

export function reshape(x: Value, dims: Dims): Value {
  return apply(reshapeOp, [x], { dims });
}
