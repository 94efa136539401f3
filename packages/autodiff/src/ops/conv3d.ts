import { assert } from '@scholia/core';
import type { Value } from '../graph.ts';
import { ints } from '../onnx/model.ts';
import { apply, type Op } from '../op.ts';
import { cut, join, pad, permute, productWithTransposed, reshapeTo, reverse } from '../primitives.ts';

const SAME = { kernel_shape: ints([3, 3, 3]), pads: ints([1, 1, 1, 1, 1, 1]) };

/** Copies of the weight gradient's operands stay under this many bytes at a time. */
export const SLAB_BYTES = 192_000_000;

/**
 * 3x3x3 convolution, stride 1, zero padding 1: x [N, C, D, H, W], w [O, C, 3, 3, 3] -> [N, O, D, H, W]. No bias.
 * dx is the convolution of dy with w reversed in space and its channel axes exchanged (ConvTranspose would be 10 to 30
 * times slower on the CPU). dw is one matrix product of shifted copies, see `kernelGradient`.
 */
export const conv3dOp: Op<{ readonly slabBytes: number }> = {
  name: 'conv3d',
  shape: ([x, w]) => {
    assert(x.length === 5 && w.length === 5 && w[1] === x[1], `x [N, C, D, H, W] and w [O, C, 3, 3, 3]: [${x}] [${w}]`);
    return [x[0], w[0], ...x.slice(2)];
  },
  emit: (graph, [x, w], _attributes, dims) => ({ output: graph.node('Conv', [x, w], dims, SAME) }),
  gradient: ({ graph, inputs: [x, w], attributes: { slabBytes } }, dy) => {
    const mirrored = () => reverse(permute(w, [1, 0, 2, 3, 4]), [2, 3, 4]);
    return [
      x.trainable ? graph.node('Conv', [dy, mirrored()], x.dims, SAME) : null,
      w.trainable ? kernelGradient(x, dy, slabBytes) : null,
    ];
  },
};

/**
 * dw[o, c, kz, ky, kx] = sum over voxels of dy[o, z, y, x] xpad[c, z+kz, y+ky, x+kx], by "split im2col": some of the 27
 * shifts are copies of x, the others copies of dy, and ONE matrix product pairs them all. Either 9 (y, x) shifts of x
 * with 3 z shifts of dy, or 3 x shifts of x with 9 (z, y) shifts of dy: whichever copies less. Depth runs in slabs that
 * fit `slabBytes`, added up by the product itself.
 */
function kernelGradient(x: Value, dy: Value, slabBytes: number): Value {
  const [batch, channels, depth, height, width] = x.dims;
  const outputs = dy.dims[1];
  const shiftsOnX = 9 * channels + 3 * outputs <= 3 * channels + 9 * outputs;
  const copies = shiftsOnX ? 9 * channels + 3 * outputs : 3 * channels + 9 * outputs;
  // A shift of dy by -k against the fixed x equals a shift of x by +k against the fixed dy, on the padded extent.
  const rows = shiftsOnX ? height : height + 2;
  const extraRows = shiftsOnX ? 0 : 2;
  const xPadded = pad(x, [0, 0, 1, 1, 1], [0, 0, 1, 1, 1]);
  const dyPadded = pad(dy, [0, 0, 2, extraRows, 0], [0, 0, 2, extraRows, 0]);
  const planes = depth + 2;
  const slab = Math.max(1, Math.min(planes, Math.floor(slabBytes / (copies * rows * width * 4))));

  let sum: Value | undefined;
  for (let n = 0; n < batch; n++)
    for (let from = 0; from < planes; from += slab) {
      const to = Math.min(planes, from + slab);
      const xShift = (ky: number | null, kx: number) =>
        cut(xPadded, [
          { axis: 0, start: n, end: n + 1 },
          { axis: 2, start: from, end: to },
          { axis: 3, start: ky ?? 0, end: (ky ?? 0) + rows },
          { axis: 4, start: kx, end: kx + width },
        ]);
      const dyShift = (kz: number, ky: number) =>
        cut(dyPadded, [
          { axis: 0, start: n, end: n + 1 },
          { axis: 2, start: from + 2 - kz, end: to + 2 - kz },
          { axis: 3, start: ky, end: ky + rows },
        ]);
      const xCopies = shiftsOnX ? pairs((ky, kx) => xShift(ky, kx)) : TAPS.map((kx) => xShift(null, kx));
      const dyCopies = shiftsOnX ? TAPS.map((kz) => dyShift(kz, 0)) : pairs((kz, ky) => dyShift(kz, 2 - ky));
      const voxels = (to - from) * rows * width;
      const left = reshapeTo(join(dyCopies, 1), [dyCopies.length * outputs, voxels]);
      const right = reshapeTo(join(xCopies, 1), [xCopies.length * channels, voxels]);
      sum = productWithTransposed(left, right, sum);
    }
  assert(sum, 'a batch has an image');
  const taps = reshapeTo(sum, shiftsOnX ? [3, outputs, 9, channels] : [9, outputs, 3, channels]);
  return reshapeTo(permute(taps, [1, 3, 0, 2]), [outputs, channels, 3, 3, 3]);
}

const TAPS = [0, 1, 2] as const;
const pairs = (make: (slow: number, fast: number) => Value) => TAPS.flatMap((a) => TAPS.map((b) => make(a, b)));

/** 3x3x3 "same" convolution. `slabBytes` bounds the copies of the weight gradient. (Default: 192 MB) */
export function conv3d(x: Value, w: Value, slabBytes = SLAB_BYTES): Value {
  return apply(conv3dOp, [x, w], { slabBytes });
}
