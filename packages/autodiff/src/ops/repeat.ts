import type { Value } from '../graph.ts';
import type { Dims } from '../onnx/model.ts';
import { apply, type Op } from '../op.ts';
import { blocksToChannels, reduce, repeat as repeated, reshapeTo, sizeOf } from '../primitives.ts';

/** Each voxel `factor` times along each axis of space (nearest-neighbour enlargement). dx sums dy over the copies. */
export const repeatOp: Op<{ readonly factor: Dims }> = {
  name: 'repeat',
  shape: ([x], { factor }) => [x[0], x[1], ...x.slice(2).map((size, axis) => size * factor[axis])],
  emit: (_graph, [x], { factor }) => ({ output: repeated(x, factor) }),
  gradient: ({ inputs: [x], attributes: { factor } }, dy) => {
    const [batch, channels, ...space] = x.dims;
    const blocks = reshapeTo(blocksToChannels(dy, factor), [batch, channels, sizeOf(factor), sizeOf(space)]);
    return [reshapeTo(reduce('ReduceSum', blocks, [2]), x.dims)];
  },
};

export function repeat(x: Value, factor: Dims): Value {
  return apply(repeatOp, [x], { factor });
}
