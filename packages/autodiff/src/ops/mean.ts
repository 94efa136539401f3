import type { Value } from '../graph.ts';
import { apply, type Op } from '../op.ts';
import { binary, expandTo, reduce, sizeOf } from '../primitives.ts';

/** Mean over the listed axes, which stay with size 1. Each of the n averaged elements gets dy / n. */
export const meanOp: Op<{ readonly axes: readonly number[] }> = {
  name: 'mean',
  shape: ([x], { axes }) => x.map((size, axis) => (axes.includes(axis) ? 1 : size)),
  emit: (_graph, [x], { axes }) => ({ output: reduce('ReduceMean', x, axes) }),
  gradient: ({ graph, inputs: [x], output }, dy) => {
    const share = graph.scalar(sizeOf(output.dims) / sizeOf(x.dims));
    return [expandTo(binary('Mul', dy, share), x.dims)];
  },
};

/** Mean over `axes`, kept with size 1. (Default: all axes) */
export function mean(x: Value, axes: readonly number[] = x.dims.map((_, axis) => axis)): Value {
  return apply(meanOp, [x], { axes });
}
