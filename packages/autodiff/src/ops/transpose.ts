import type { Value } from '../graph.ts';
import { apply, type Op } from '../op.ts';
import { permute } from '../primitives.ts';

/** Output axis a is input axis perm[a]. The gradient is permuted back. */
export const transposeOp: Op<{ readonly perm: readonly number[] }> = {
  name: 'transpose',
  shape: ([x], { perm }) => perm.map((axis) => x[axis]),
  emit: (_graph, [x], { perm }) => ({ output: permute(x, perm) }),
  gradient: ({ attributes: { perm } }, dy) => [
    permute(
      dy,
      perm.map((_, axis) => perm.indexOf(axis)),
    ),
  ],
};

export function transpose(x: Value, perm: readonly number[]): Value {
  return apply(transposeOp, [x], { perm });
}
