import { assert } from '@scholia/core';
import type { Value } from '../graph.ts';
import { type Dims, ints } from '../onnx/model.ts';
import { apply, type Op } from '../op.ts';
import {
  binary,
  blocksToChannels,
  channelsToBlocks,
  compare,
  reduce,
  reshapeTo,
  sizeOf,
  toFloat,
} from '../primitives.ts';

/**
 * The largest of each block of `factor` voxels: x [N, C, ...space], multiples of it -> [N, C, ...space / factor].
 * Voxels of a block that are equally large share dy.
 */
export const maxPoolOp: Op<{ readonly factor: Dims }> = {
  name: 'maxPool',
  shape: ([x], { factor }) => shrunk(x, factor),
  emit: (graph, [x], { factor }, dims) => ({
    output: graph.node('MaxPool', [x], dims, { kernel_shape: ints(factor), strides: ints(factor) }),
  }),
  gradient: ({ inputs: [x], output, attributes: { factor } }, dy) => {
    const [batch, channels, ...space] = dy.dims;
    const voxels = sizeOf(space);
    const blocks = reshapeTo(blocksToChannels(x, factor), [batch, channels, sizeOf(factor), voxels]);
    const aside = (pooled: Value) => reshapeTo(pooled, [batch, channels, 1, voxels]);
    const isLargest = toFloat(compare('Equal', blocks, aside(output)));
    const share = binary('Div', aside(dy), reduce('ReduceSum', isLargest, [2]));
    const parts = reshapeTo(binary('Mul', isLargest, share), [batch, channels * sizeOf(factor), voxels]);
    return [channelsToBlocks(parts, space, factor)];
  },
};

/** [N, C, ...space / factor]. */
export function shrunk(x: Dims, factor: Dims): Dims {
  const space = x.slice(2).map((size, axis) => size / factor[axis]);
  assert(space.every(Number.isInteger), `multiples of [${factor}], not [${x}]`);
  return [x[0], x[1], ...space];
}

export function maxPool(x: Value, factor: Dims): Value {
  return apply(maxPoolOp, [x], { factor });
}
