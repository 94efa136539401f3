import type { Value } from '../graph.ts';
import { apply, type Op } from '../op.ts';
import { type Cut, cut, pad } from '../primitives.ts';

/** Elements start..end-1 along one axis. The gradient is zero outside the stretch. */
export const sliceOp: Op<Cut> = {
  name: 'slice',
  shape: ([x], { axis, start, end }) => x.map((size, at) => (at === axis ? end - start : size)),
  emit: (_graph, [x], attributes) => ({ output: cut(x, [attributes]) }),
  gradient: ({ inputs: [x], attributes: { axis, start, end } }, dy) => {
    const at = (size: number) => x.dims.map((_, other) => (other === axis ? size : 0));
    return [pad(dy, at(start), at(x.dims[axis] - end))];
  },
};

/** x[start..end) along `axis`. */
export function slice(x: Value, axis: number, start: number, end: number): Value {
  return apply(sliceOp, [x], { axis, start, end });
}
