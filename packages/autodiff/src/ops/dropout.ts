import { assert } from '@scholia/core';
import type { Value } from '../graph.ts';
import { apply, type Op } from '../op.ts';
import { binary } from '../primitives.ts';

/**
 * y = x mask, for a mask of x's shape or with size 1 along axes that share one decision: [N, C, 1, 1, 1] drops whole
 * channels. The mask is an input, 0 or 1 / (1 - rate), drawn outside: random ONNX nodes repeat in every new session.
 * dx = dy mask. The mask gets no gradient.
 */
export const dropoutOp: Op<null> = {
  name: 'dropout',
  shape: ([x, mask]) => {
    assert(
      mask.length === x.length && mask.every((size, axis) => size === 1 || size === x[axis]),
      `mask [${mask}] fits [${x}]`,
    );
    return x;
  },
  emit: (_graph, [x, mask]) => ({ output: binary('Mul', x, mask) }),
  gradient: ({ inputs: [, mask] }, dy) => [binary('Mul', dy, mask), null],
};

export function dropout(x: Value, mask: Value): Value {
  return apply(dropoutOp, [x, mask], null);
}
