import { assert, must } from '@scholia/core';
import type { Value } from '../graph.ts';
import { type Dims, ints } from '../onnx/model.ts';
import { apply, type Op } from '../op.ts';
import {
  type Cut,
  cut,
  dilate,
  join,
  pad,
  permute,
  productWithTransposed,
  reshapeTo,
  reverse,
  sizeOf,
  waiting,
  zeroAfter,
} from '../primitives.ts';

export interface ConvAttributes {
  /** Step between outputs along each axis of space. */
  readonly strides: Dims;
  /** Bound on the copies that the weight gradient makes at a time. */
  readonly slabBytes: number;
}

/** Copies of the weight gradient's operands stay under this many bytes at a time. */
export const SLAB_BYTES = 12_000_000;

/**
 * Convolution in two or three dimensions: x [N, C, ...space], w [O, C, ...kernel] with odd sizes k, zeros around (padding (k - 1) / 2), no
 * bias -> [N, O, ...ceil(space / strides)].
 * dx is the convolution of dy, with zeros where a stride passed by, with w reversed in space and its channel axes exchanged
 * (ConvTranspose would be 10 to 30 times slower on the CPU). dw is one matrix product of shifted copies, see `kernelGradient`.
 */
export const convOp: Op<ConvAttributes> = {
  name: 'conv',
  shape: ([x, w], { strides }) => {
    assert(x.length === w.length && w[1] === x[1] && strides.length === x.length - 2, `[${x}] fits w [${w}]`);
    assert(
      w.slice(2).every((size) => size % 2 === 1),
      `a kernel of odd sizes, not [${w}]`,
    );
    return [x[0], w[0], ...x.slice(2).map((size, axis) => Math.ceil(size / strides[axis]))];
  },
  emit: (_graph, [x, w], { strides }, dims) => ({ output: convolved(x, w, dims, strides) }),
  gradient: ({ inputs: [x, w], attributes }, dy) => {
    const dw = w.trainable ? kernelGradient(x, w, dy, attributes) : null;
    // First dw, so that dy can go once it has been passed on.
    return [x.trainable ? inputGradient(x, waiting(w, dw), dy, attributes.strides) : null, dw];
  },
};

function convolved(x: Value, w: Value, dims: Dims, strides?: Dims): Value {
  const kernel = w.dims.slice(2);
  const around = kernel.map((size) => (size - 1) / 2);
  return x.graph.node('Conv', [x, w], dims, {
    kernel_shape: ints(kernel),
    pads: ints([...around, ...around]),
    ...(strides?.some((stride) => stride > 1) ? { strides: ints(strides) } : {}),
  });
}

function inputGradient(x: Value, w: Value, dy: Value, strides: Dims): Value {
  const space = w.dims.slice(2).map((_, axis) => axis + 2);
  const mirrored = reverse(permute(w, [1, 0, ...space]), space);
  return convolved(dilate(dy, strides, x.dims.slice(2)), mirrored, x.dims);
}

/**
 * dw[o, c, k] = sum over voxels p of dy[o, p] xpad[c, strides p + k], by "split im2col": the kernel's trailing axes become shifted copies
 * of x, its leading ones shifted copies of dy, and ONE matrix product pairs them all. Split where least is copied; only copies
 * of x can take strides. The first axis runs in slabs that fit `slabBytes`, added up by the product itself.
 */
function kernelGradient(x: Value, w: Value, dy: Value, { strides, slabBytes }: ConvAttributes): Value {
  const [outputs, channels, ...kernel] = w.dims;
  const rank = kernel.length;
  const from = splitOf(w.dims, strides);
  const isOnX = (axis: number) => axis >= from;
  const tapsOf = (isWanted: (axis: number) => boolean) =>
    offsets(kernel.map((size, axis) => (isWanted(axis) ? size : 1)));
  const xTaps = tapsOf(isOnX);
  const dyTaps = tapsOf((axis) => !isOnX(axis));
  // Where x stands still dy passes over all of it, padding included; where dy stands still it is as long as dy.
  const around = kernel.map((size) => (size - 1) / 2);
  const extent = kernel.map((size, axis) => (isOnX(axis) ? dy.dims[axis + 2] : x.dims[axis + 2] + size - 1));
  const aroundDy = kernel.map((size, axis) => (isOnX(axis) ? 0 : size - 1));
  const xPadded = pad(x, [0, 0, ...around], [0, 0, ...around]);
  const dyPadded = aroundDy.some((size) => size > 0) ? pad(dy, [0, 0, ...aroundDy], [0, 0, ...aroundDy]) : dy;
  const rowBytes = 4 * (xTaps.length * channels + dyTaps.length * outputs) * sizeOf(extent.slice(1));
  const slab = Math.max(1, Math.min(extent[0], Math.floor(slabBytes / rowBytes)));

  let sum: Value | undefined;
  for (let n = 0; n < x.dims[0]; n++)
    for (let start = 0; start < extent[0]; start += slab) {
      const length = [Math.min(slab, extent[0] - start), ...extent.slice(1)];
      // One slab's copies at a time.
      const wait = sum && zeroAfter(sum, 'int64');
      const copy = (source: Value, shift: Dims, steps: Dims) => {
        const along = Array.from({ length: rank }, (_, axis): Cut => {
          const first = shift[axis] + (axis === 0 ? start * steps[0] : 0);
          const end = first + (length[axis] - 1) * steps[axis] + 1;
          return { axis: axis + 2, start: first, end, step: steps[axis] };
        });
        return cut(source, [{ axis: 0, start: n, end: n + 1 }, ...along], wait);
      };
      const stood = kernel.map(() => 1);
      const ofX = xTaps.map((tap) => copy(xPadded, tap, strides));
      const ofDy = dyTaps.map((tap) =>
        copy(
          dyPadded,
          tap.map((offset, axis) => aroundDy[axis] - offset),
          stood,
        ),
      );
      const voxels = sizeOf(length);
      const left = reshapeTo(join(ofDy, 1), [ofDy.length * outputs, voxels]);
      const right = reshapeTo(join(ofX, 1), [ofX.length * channels, voxels]);
      sum = productWithTransposed(left, right, sum);
    }
  const taps = reshapeTo(must(sum, 'a batch has an image'), [dyTaps.length, outputs, xTaps.length, channels]);
  return reshapeTo(permute(taps, [1, 3, 0, 2]), w.dims);
}

/** From which axis of the kernel on x is shifted instead of dy. */
function splitOf([outputs, channels, ...kernel]: Dims, strides: Dims): number {
  const strided = strides.findIndex((stride) => stride > 1);
  const splits = Array.from({ length: kernel.length + 1 }, (_, from) => from).filter(
    (from) => strided < 0 || from <= strided,
  );
  const copies = (from: number) => sizeOf(kernel.slice(from)) * channels + sizeOf(kernel.slice(0, from)) * outputs;
  return splits.reduce((best, from) => (copies(from) < copies(best) ? from : best));
}

/** Every index of a grid of these sizes, last axis fastest. */
function offsets(sizes: Dims): Dims[] {
  return sizes.reduce<Dims[]>(
    (before, size) => before.flatMap((index) => Array.from({ length: size }, (_, at) => [...index, at])),
    [[]],
  );
}

export interface ConvOptions {
  /** (Default: 1 along each axis) */
  readonly strides?: Dims;
  /** (Default: 192 MB) */
  readonly slabBytes?: number;
}

/** "Same" convolution: x [N, C, ...space], w [O, C, ...kernel] with odd sizes. */
export function conv(x: Value, w: Value, options: ConvOptions = {}): Value {
  const { strides = x.dims.slice(2).map(() => 1), slabBytes = SLAB_BYTES } = options;
  return apply(convOp, [x, w], { strides, slabBytes });
}
