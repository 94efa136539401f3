import { assert } from '@scholia/core';
import type { Value } from '../graph.ts';
import { apply, type Op } from '../op.ts';
import { binary, compare, reshapeTo, sumTo, where } from '../primitives.ts';

/**
 * y = x above zero, slope x below, with one learned slope a channel: x [N, C, ...space], slope [C, 1].
 * dx = dy or slope dy; dslope = sum of dy x over where x is not above zero.
 * Source: He et al. 2015, arXiv:1502.01852, equations 1 and 2.
 */
export const preluOp: Op<null> = {
  name: 'prelu',
  shape: ([x, slope]) => {
    assert(slope.length === 2 && slope[0] === x[1] && slope[1] === 1, `slope [C, 1] of [${x}], not [${slope}]`);
    return x;
  },
  emit: (graph, [x, slope]) => ({ output: graph.node('PRelu', [x, besideSpace(slope, x)], x.dims) }),
  gradient: ({ graph, inputs: [x, slope] }, dy) => {
    const isAbove = compare('Greater', x, graph.scalar(0));
    const beside = besideSpace(slope, x);
    return [
      x.trainable ? where(isAbove, dy, binary('Mul', dy, beside)) : null,
      slope.trainable
        ? reshapeTo(sumTo(where(isAbove, graph.scalar(0), binary('Mul', dy, x)), beside.dims), slope.dims)
        : null,
    ];
  },
};

/** [C, 1] as [C, 1, ...]: it broadcasts over [N, C, ...space]. */
const besideSpace = (slope: Value, x: Value) => reshapeTo(slope, [x.dims[1], ...x.dims.slice(2).map(() => 1)]);

export function prelu(x: Value, slope: Value): Value {
  return apply(preluOp, [x, slope], null);
}
