import { assert } from '@scholia/core';
import type { Value } from '../graph.ts';
import type { Dims } from '../onnx/model.ts';
import { apply, type Op } from '../op.ts';
import { blocksToChannels, channelsToBlocks, product, reshapeTo, sizeOf, transposed, waiting } from '../primitives.ts';
import { weightGradient } from './linear.ts';

/**
 * Transposed convolution whose stride is its kernel f: x [N, C, ...space], w [F O, C] with F = the product of f -> [N, O, ...space f].
 * One matrix product to F O channels, then each group of F becomes a block. Its gradient is the mirror image.
 */
export const upOp: Op<{ readonly factor: Dims }> = {
  name: 'up',
  shape: ([x, w], { factor }) => {
    const outputs = w[0] / sizeOf(factor);
    assert(w.length === 2 && Number.isInteger(outputs) && w[1] === x[1], `w [F O, C] for [${x}], not [${w}]`);
    return [x[0], outputs, ...x.slice(2).map((size, axis) => size * factor[axis])];
  },
  emit: (_graph, [x, w], { factor }) => ({
    output: channelsToBlocks(product(w, voxelsFlat(x)), x.dims.slice(2), factor),
  }),
  gradient: ({ inputs: [x, w], attributes: { factor } }, dy) => {
    const blocks = blocksToChannels(dy, factor);
    const dw = w.trainable ? weightGradient(blocks, voxelsFlat(x)) : null;
    return [x.trainable ? reshapeTo(product(transposed(waiting(w, dw)), blocks), x.dims) : null, dw];
  },
};

const voxelsFlat = (x: Value) => reshapeTo(x, [x.dims[0], x.dims[1], sizeOf(x.dims.slice(2))]);

/** Learned growing: x [N, C, ...space], w [F O, C] -> [N, O, ...space factor]. */
export function up(x: Value, w: Value, factor: Dims): Value {
  return apply(upOp, [x, w], { factor });
}
