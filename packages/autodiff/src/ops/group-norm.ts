import { assert } from '@scholia/core';
import type { Value } from '../graph.ts';
import { apply, type Op } from '../op.ts';
import { binary, reduce, reshapeTo, sizeOf, sumTo, unary } from '../primitives.ts';

/** Added to the variance; a constant group gives `shift`, not infinity. */
const EPSILON = 1e-5;

/**
 * y = scale (x - mean) / sqrt(variance + 1e-5) + shift, statistics per image over the voxels of each group of C / groups channels.
 * x [N, C, ...space], scale and shift [C, 1].
 * With c = x - mean, r = 1 / sqrt(variance + 1e-5), g = scale dy and means over the group:
 * dx = r (g - mean(g) - c r^2 mean(g c)); dscale = sum(dy c) r; dshift = sum(dy).
 * Source: Wu and He 2018, arXiv:1803.08494; the closed form of the backward pass shares c and r with the forward.
 */
export const groupNormOp: Op<{ readonly groups: number }> = {
  name: 'groupNorm',
  shape: ([x, scale, shift], { groups }) => {
    assert(scale[0] === x[1] && shift[0] === x[1], `scale [${scale}] and shift [${shift}] are [C, 1] of [${x}]`);
    assert(x[1] % groups === 0, `${x[1]} channels make ${groups} groups`);
    return x;
  },
  emit: (graph, [x, scale, shift], { groups }) => {
    const [batch, channels, ...space] = x.dims;
    const grouped = reshapeTo(x, [batch, groups, channels / groups, sizeOf(space)]);
    const elements = sizeOf(grouped.dims.slice(2));
    const centred = binary('Sub', grouped, reduce('ReduceMean', grouped, [2, 3]));
    const variance = binary('Mul', reduce('ReduceSumSquare', centred, [2, 3]), graph.scalar(1 / elements));
    const inverse = unary('Reciprocal', unary('Sqrt', binary('Add', variance, graph.scalar(EPSILON))));
    const ofChannel = [groups, channels / groups, 1];
    const gain = binary('Mul', inverse, reshapeTo(scale, ofChannel));
    const y = binary('Add', binary('Mul', centred, gain), reshapeTo(shift, ofChannel));
    return { output: reshapeTo(y, x.dims), saved: [centred, inverse, gain] };
  },
  gradient: ({ graph, inputs: [x, scale, shift], saved: [centred, inverse, gain] }, dy) => {
    const grouped = reshapeTo(dy, centred.dims);
    const [, , channels, voxels] = centred.dims;
    const total = reduce('ReduceSum', grouped, [3]);
    const along = binary('Mul', reduce('ReduceSum', binary('Mul', grouped, centred), [3]), inverse);
    // Of a group of one channel the sum over its channels is that channel.
    const overGroup = (perChannel: Value) => {
      const weighted = binary('Mul', gain, perChannel);
      const sum = channels > 1 ? reduce('ReduceSum', weighted, [2]) : weighted;
      return binary('Mul', sum, graph.scalar(-1 / (channels * voxels)));
    };
    const slope = binary('Mul', overGroup(along), inverse);
    const offset = overGroup(total);
    const dx = binary('Add', binary('Add', binary('Mul', grouped, gain), binary('Mul', centred, slope)), offset);
    const perChannel = (part: Value) => reshapeTo(part, [x.dims[0], x.dims[1], 1]);
    return [
      reshapeTo(dx, x.dims),
      scale.trainable ? sumTo(perChannel(along), scale.dims) : null,
      shift.trainable ? sumTo(perChannel(total), shift.dims) : null,
    ];
  },
};

export function groupNorm(x: Value, scale: Value, shift: Value, groups: number): Value {
  return apply(groupNormOp, [x, scale, shift], { groups });
}

/** Each channel is a group of its own. Source: Ulyanov et al. 2016, arXiv:1607.08022. */
export function instanceNorm(x: Value, scale: Value, shift: Value): Value {
  return groupNorm(x, scale, shift, x.dims[1]);
}
