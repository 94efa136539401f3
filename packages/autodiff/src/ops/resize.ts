import type { Graph } from '../graph.ts';
import { sizeOf, type Tensor } from '../tensor.ts';
import { weightGradient } from './linear.ts';

/**
 * Convolution of kernel 2 and stride 2: halves each axis. x [N, C, D, H, W] with even sizes, w [O, C, 2, 2, 2].
 * Backwards it is a matrix product with the 8 corners of each block as channels (space to depth).
 */
export function down2(g: Graph, x: Tensor, w: Tensor): Tensor {
  const [n, c, d, h, width] = x.dims;
  const o = w.dims[0];
  const half = [d / 2, h / 2, width / 2];
  const y = g.emit('Conv', [x, w], [n, o, ...half], { attributes: { kernel_shape: [2, 2, 2], strides: [2, 2, 2] } });
  return g.record(y, [x, w], (dy) => {
    const flat = g.reshaped(dy, [n, o, sizeOf(half)]);
    const kernel = g.reshaped(w, [o, 8 * c]);
    return [
      x.needsGradient
        ? depthToSpace(g, g.emit('MatMul', [g.transposed(kernel, [1, 0]), flat], [n, 8 * c, sizeOf(half)]), c, half)
        : null,
      w.needsGradient ? weightGradient(g, flat, spaceToDepth(g, x), w.dims) : null,
    ];
  });
}

/**
 * Transposed convolution of kernel 2 and stride 2: doubles each axis. x [N, C, D, H, W], w [O, 2, 2, 2, C].
 * One matrix product to 8 O channels, then their voxels are laid out (pixel shuffle): half the time of ConvTranspose.
 */
export function up2(g: Graph, x: Tensor, w: Tensor): Tensor {
  const [n, c, ...space] = x.dims;
  const o = w.dims[0];
  const kernel = g.reshaped(w, [8 * o, c]);
  const flat = g.reshaped(x, [n, c, sizeOf(space)]);
  const y = depthToSpace(g, g.emit('MatMul', [kernel, flat], [n, 8 * o, sizeOf(space)]), o, space);
  return g.record(y, [x, w], (dy) => {
    const blocks = spaceToDepth(g, dy);
    return [
      x.needsGradient ? g.reshaped(g.emit('MatMul', [g.transposed(kernel, [1, 0]), blocks], flat.dims), x.dims) : null,
      w.needsGradient ? weightGradient(g, blocks, flat, w.dims) : null,
    ];
  });
}

/** [N, C, 2D, 2H, 2W] to [N, 8 C, D H W], the corner index fastest within a channel's eight. */
function spaceToDepth(g: Graph, x: Tensor): Tensor {
  const [n, c, d, h, w] = x.dims;
  const split = g.reshaped(x, [n, c, d / 2, 2, h / 2, 2, w / 2, 2]);
  return g.reshaped(g.transposed(split, [0, 1, 3, 5, 7, 2, 4, 6]), [n, 8 * c, (d * h * w) / 8]);
}

/** The inverse of `spaceToDepth`: [N, 8 C, V] to [N, C, 2D, 2H, 2W], `half` being [D, H, W]. */
function depthToSpace(g: Graph, x: Tensor, c: number, half: readonly number[]): Tensor {
  const [d, h, w] = half;
  const split = g.reshaped(x, [x.dims[0], c, 2, 2, 2, d, h, w]);
  return g.reshaped(g.transposed(split, [0, 1, 5, 2, 6, 3, 7, 4]), [x.dims[0], c, 2 * d, 2 * h, 2 * w]);
}
