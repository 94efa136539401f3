import { assert } from '@scholia/core';
import type { Value } from '../graph.ts';
import { apply, type Op } from '../op.ts';
import { binary, reduce, reshapeTo, sizeOf, sumTo, unary } from '../primitives.ts';

/** Added to the variance; a constant channel gives `shift`, not infinity. */
const EPSILON = 1e-5;

/**
 * y = scale (x - mean) / sqrt(variance + 1e-5) + shift, statistics per image and channel over the V voxels.
 * x [N, C, ...], scale and shift [C, 1].
 * With c = x - mean, r = 1 / sqrt(variance + 1e-5), g = scale r:
 * dx = g (dy - mean(dy) - c r^2 mean(dy c)); dscale = sum(dy c) r; dshift = sum(dy).
 * Source: Ulyanov et al. 2016, arXiv:1607.08022; the closed form of the backward pass shares c and r with the forward.
 */
export const instanceNormOp: Op<null> = {
  name: 'instanceNorm',
  shape: ([x, scale, shift]) => {
    assert(scale[0] === x[1] && shift[0] === x[1], `scale [${scale}] and shift [${shift}] are [C, 1] of [${x}]`);
    return x;
  },
  emit: (graph, [x, scale, shift]) => {
    const [batch, channels, ...space] = x.dims;
    const voxels = sizeOf(space);
    const flat = reshapeTo(x, [batch, channels, voxels]);
    const centred = binary('Sub', flat, reduce('ReduceMean', flat, [2]));
    const variance = binary('Mul', reduce('ReduceSumSquare', centred, [2]), graph.scalar(1 / voxels));
    const inverse = unary('Reciprocal', unary('Sqrt', binary('Add', variance, graph.scalar(EPSILON))));
    const gain = binary('Mul', inverse, scale);
    const y = binary('Add', binary('Mul', centred, gain), shift);
    return { output: reshapeTo(y, x.dims), saved: [centred, inverse, gain] };
  },
  gradient: ({ graph, inputs: [x, scale, shift], saved: [centred, inverse, gain] }, dy) => {
    const flat = reshapeTo(dy, centred.dims);
    const total = reduce('ReduceSum', flat, [2]);
    const along = binary('Mul', reduce('ReduceSum', binary('Mul', flat, centred), [2]), inverse);
    const perVoxel = graph.scalar(-1 / centred.dims[2]);
    const slope = binary('Mul', binary('Mul', binary('Mul', gain, inverse), along), perVoxel);
    const offset = binary('Mul', binary('Mul', gain, total), perVoxel);
    const dx = binary('Add', binary('Add', binary('Mul', flat, gain), binary('Mul', centred, slope)), offset);
    return [
      reshapeTo(dx, x.dims),
      scale.trainable ? sumTo(along, scale.dims) : null,
      shift.trainable ? sumTo(total, shift.dims) : null,
    ];
  },
};

export function instanceNorm(x: Value, scale: Value, shift: Value): Value {
  return apply(instanceNormOp, [x, scale, shift], null);
}
