import { assert } from '@scholia/core';
import type { Value } from '../graph.ts';
import { apply, type Op } from '../op.ts';
import { cut, join } from '../primitives.ts';

/** Inputs one after the other along one axis; every other axis is equal. Each input gets its stretch of dy. */
export const concatOp: Op<{ readonly axis: number }> = {
  name: 'concat',
  shape: (inputs, { axis }) => {
    const [first] = inputs;
    assert(
      inputs.every((dims) => dims.every((size, at) => at === axis || size === first[at])),
      `[${inputs.join('] [')}] join along axis ${axis}`,
    );
    return first.map((size, at) => (at === axis ? inputs.reduce((total, dims) => total + dims[axis], 0) : size));
  },
  emit: (_graph, inputs, { axis }) => ({ output: join(inputs, axis) }),
  gradient: ({ inputs, attributes: { axis } }, dy) => {
    let start = 0;
    return inputs.map((input) => {
      const end = start + input.dims[axis];
      const part = input.trainable ? cut(dy, [{ axis, start, end }]) : null;
      start = end;
      return part;
    });
  },
};

export function concat(inputs: readonly Value[], axis: number): Value {
  return apply(concatOp, inputs, { axis });
}
