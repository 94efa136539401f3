import type { Value } from '../graph.ts';
import { apply, type Op } from '../op.ts';
import { expandTo, reduce } from '../primitives.ts';

/** Sum over the listed axes, which stay with size 1. Each summed element gets the whole of dy. */
export const sumOp: Op<{ readonly axes: readonly number[] }> = {
  name: 'sum',
  shape: ([x], { axes }) => x.map((size, axis) => (axes.includes(axis) ? 1 : size)),
  emit: (_graph, [x], { axes }) => ({ output: reduce('ReduceSum', x, axes) }),
  gradient: ({ inputs: [x] }, dy) => [expandTo(dy, x.dims)],
};

/** Sum over `axes`, kept with size 1. (Default: all axes) */
export function sum(x: Value, axes: readonly number[] = x.dims.map((_, axis) => axis)): Value {
  return apply(sumOp, [x], { axes });
}
