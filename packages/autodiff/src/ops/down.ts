import { assert } from '@scholia/core';
import type { Value } from '../graph.ts';
import { type Dims, ints } from '../onnx/model.ts';
import { apply, type Op } from '../op.ts';
import { blocksToChannels, channelsToBlocks, product, reshapeTo, sizeOf, transposed, waiting } from '../primitives.ts';
import { weightGradient } from './linear.ts';

/**
 * Convolution whose stride is its kernel f: x [N, C, ...space] with multiples of f, w [O, C, ...f] -> [N, O, ...space / f].
 * Blocks do not overlap, so the backward pass is two matrix products over blocks.
 */
export const downOp: Op<null> = {
  name: 'down',
  shape: ([x, [outputs, channels, ...factor]]) => {
    const space = x.slice(2).map((size, axis) => size / factor[axis]);
    assert(channels === x[1] && space.every(Number.isInteger), `multiples of [${factor}] and ${channels}, not [${x}]`);
    return [x[0], outputs, ...space];
  },
  emit: (graph, [x, w], _attributes, dims) => {
    const factor = ints(factorOf(w));
    return { output: graph.node('Conv', [x, w], dims, { kernel_shape: factor, strides: factor }) };
  },
  gradient: ({ inputs: [x, w] }, dy) => {
    const [batch, outputs, ...space] = dy.dims;
    const flat = reshapeTo(dy, [batch, outputs, sizeOf(space)]);
    const dw = w.trainable ? reshapeTo(weightGradient(flat, blocksToChannels(x, factorOf(w))), w.dims) : null;
    const matrix = reshapeTo(waiting(w, dw), [outputs, sizeOf(w.dims) / outputs]);
    return [x.trainable ? channelsToBlocks(product(transposed(matrix), flat), space, factorOf(w)) : null, dw];
  },
};

const factorOf = (w: Value): Dims => w.dims.slice(2);

/** Learned shrinking: [N, C, ...space], w [O, C, ...factor] -> [N, O, ...space / factor]. */
export function down(x: Value, w: Value): Value {
  return apply(downOp, [x, w], null);
}
