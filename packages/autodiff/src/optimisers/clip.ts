import type { Value } from '../graph.ts';
import { int } from '../onnx/model.ts';
import { binary, join, reshapeTo, sizeOf } from '../primitives.ts';

/** Gradients one after the other as one vector [P], in the order of the weights. */
export function flatten(gradients: readonly Value[]): Value {
  return join(
    gradients.map((gradient) => reshapeTo(gradient, [sizeOf(gradient.dims)])),
    0,
  );
}

/**
 * The gradient, scaled down to a Euclidean norm of `limit` where it is longer, and its norm before (scalar; not finite when any element
 * is not). Source: Pascanu et al. 2013, arXiv:1211.5063.
 */
export function clip(gradient: Value, limit: number): { readonly gradient: Value; readonly norm: Value } {
  const { graph } = gradient;
  const norm = graph.node('ReduceL2', [gradient], [], { keepdims: int(0) });
  const most = graph.scalar(limit);
  return { gradient: binary('Mul', gradient, binary('Div', most, binary('Max', norm, most))), norm };
}
