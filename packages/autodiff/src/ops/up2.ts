import { assert } from '@scholia/core';
import type { Value } from '../graph.ts';
import { apply, type Op } from '../op.ts';
import { product, reshapeTo, sizeOf, transposed } from '../primitives.ts';
import { blocksToChannels, channelsToBlocks } from './down2.ts';
import { weightGradient } from './linear.ts';

/**
 * Transposed convolution of kernel 2 and stride 2: x [N, C, D, H, W], w [8 O, C] -> [N, O, 2D, 2H, 2W].
 * One matrix product to 8 O channels, then each group of 8 becomes a 2x2x2 block. Its gradient is the mirror image.
 */
export const up2Op: Op<null> = {
  name: 'up2',
  shape: ([x, w]) => {
    assert(x.length === 5 && w.length === 2 && w[0] % 8 === 0 && w[1] === x[1], `w [8 O, C] for [${x}], not [${w}]`);
    return [x[0], w[0] / 8, 2 * x[2], 2 * x[3], 2 * x[4]];
  },
  emit: (_graph, [x, w]) => ({ output: channelsToBlocks(product(w, voxelsFlat(x)), x.dims.slice(2)) }),
  gradient: ({ inputs: [x, w] }, dy) => {
    const blocks = blocksToChannels(dy);
    return [
      x.trainable ? reshapeTo(product(transposed(w), blocks), x.dims) : null,
      w.trainable ? weightGradient(blocks, voxelsFlat(x)) : null,
    ];
  },
};

const voxelsFlat = (x: Value) => reshapeTo(x, [x.dims[0], x.dims[1], sizeOf(x.dims.slice(2))]);

export function up2(x: Value, w: Value): Value {
  return apply(up2Op, [x, w], null);
}
