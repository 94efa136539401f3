import { assert } from '@scholia/core';
import type { Value } from '../graph.ts';
import { ints } from '../onnx/model.ts';
import { apply, type Op } from '../op.ts';
import { permute, product, reshapeTo, transposed } from '../primitives.ts';
import { weightGradient } from './linear.ts';

const HALVE = { kernel_shape: ints([2, 2, 2]), strides: ints([2, 2, 2]) };

/** Each 2x2x2 block of voxels becomes 8 channels: [N, C, 2D, 2H, 2W] -> [N, 8C, DHW]. */
export function blocksToChannels(x: Value): Value {
  const [n, c, d, h, w] = x.dims;
  const split = reshapeTo(x, [n, c, d / 2, 2, h / 2, 2, w / 2, 2]);
  return reshapeTo(permute(split, [0, 1, 3, 5, 7, 2, 4, 6]), [n, 8 * c, (d * h * w) / 8]);
}

/** The inverse: [N, 8C, DHW] -> [N, C, 2D, 2H, 2W], for blocks in `space` = [D, H, W]. */
export function channelsToBlocks(x: Value, space: readonly number[]): Value {
  const [n, channels] = x.dims;
  const [d, h, w] = space;
  const split = reshapeTo(x, [n, channels / 8, 2, 2, 2, d, h, w]);
  return reshapeTo(permute(split, [0, 1, 5, 2, 6, 3, 7, 4]), [n, channels / 8, 2 * d, 2 * h, 2 * w]);
}

/**
 * Convolution of kernel 2 and stride 2: x [N, C, D, H, W] with even D, H, W, w [O, C, 2, 2, 2] -> [N, O, D/2, H/2, W/2].
 * Blocks do not overlap, so the backward pass is two matrix products over 2x2x2 blocks.
 */
export const down2Op: Op<null> = {
  name: 'down2',
  shape: ([x, w]) => {
    assert(x.length === 5 && x.slice(2).every((size) => size % 2 === 0), `even sizes, not [${x}]`);
    assert(w[1] === x[1], `w [${w}] takes the channels of [${x}]`);
    return [x[0], w[0], x[2] / 2, x[3] / 2, x[4] / 2];
  },
  emit: (graph, [x, w], _attributes, dims) => ({ output: graph.node('Conv', [x, w], dims, HALVE) }),
  gradient: ({ inputs: [x, w] }, dy) => {
    const [n, outputs, ...space] = dy.dims;
    const flat = reshapeTo(dy, [n, outputs, space[0] * space[1] * space[2]]);
    const matrix = reshapeTo(w, [outputs, 8 * x.dims[1]]);
    return [
      x.trainable ? channelsToBlocks(product(transposed(matrix), flat), space) : null,
      w.trainable ? reshapeTo(weightGradient(flat, blocksToChannels(x)), w.dims) : null,
    ];
  },
};

export function down2(x: Value, w: Value): Value {
  return apply(down2Op, [x, w], null);
}
