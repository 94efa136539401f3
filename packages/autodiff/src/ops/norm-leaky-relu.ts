import type { Graph } from '../graph.ts';
import { sizeOf, type Tensor } from '../tensor.ts';

const EPSILON = 1e-5;

/**
 * Instance normalisation, scale and shift, then leaky ReLU, as one operation: x [N, C, D, H, W], gamma and beta [C, 1].
 * y = leaky(gamma (x - mean) / sqrt(var + 1e-5) + beta), mean and variance over the voxels of each sample and channel.
 * Forward and backward share mean and inverse deviation, and only the centred x is kept. At exactly 0 the derivative is
 * `slope`. A channel of constant value gives leaky(beta) and passes no gradient to x worth the name.
 * Source: Ulyanov 2016 (arXiv 1607.08022); backward as for batch normalisation (Ioffe and Szegedy 2015, section 3).
 */
export function normLeakyRelu(g: Graph, x: Tensor, gamma: Tensor, beta: Tensor, slope = 0.01): Tensor {
  const [n, c, ...space] = x.dims;
  const voxels = sizeOf(space);
  const perChannel = [n, c, 1];
  const scaled = (tensor: Tensor, by: number) => g.emit('Mul', [tensor, g.scalar(by)], tensor.dims);
  const flat = g.reshaped(x, [n, c, voxels]);
  const centred = g.elementwise('Sub', flat, g.reduced('ReduceMean', flat, [2]));
  const variance = scaled(g.reduced('ReduceSumSquare', centred, [2]), 1 / voxels);
  const deviation = g.unary('Sqrt', g.emit('Add', [variance, g.scalar(EPSILON)], perChannel));
  const inverse = g.unary('Reciprocal', deviation);
  const gain = g.elementwise('Mul', inverse, gamma);
  const linear = g.elementwise('Add', g.elementwise('Mul', centred, gain), beta);
  const active = g.emit('LeakyRelu', [linear], linear.dims, { attributes: { alpha: { float: slope } } });

  return g.record(g.reshaped(active, x.dims), [x, gamma, beta], (dy) => {
    const d = g.reshaped(dy, flat.dims);
    const isPositive = g.emit('Greater', [active, g.scalar(0)], active.dims, { type: 'bool' });
    const dz = g.emit('Where', [isPositive, d, scaled(d, slope)], d.dims);
    const sumDz = g.reduced('ReduceSum', dz, [2]);
    const dGamma = g.elementwise('Mul', g.reduced('ReduceSum', g.elementwise('Mul', dz, centred), [2]), inverse);
    // dx = gain (dz - mean(dz) - xhat mean(dz xhat)), with xhat = centred * inverse.
    const alongX = scaled(g.elementwise('Mul', g.elementwise('Mul', gain, inverse), dGamma), -1 / voxels);
    const constant = scaled(g.elementwise('Mul', gain, sumDz), -1 / voxels);
    const dx = g.elementwise(
      'Add',
      g.elementwise('Add', g.elementwise('Mul', dz, gain), g.elementwise('Mul', centred, alongX)),
      constant,
    );
    return [g.reshaped(dx, x.dims), g.unbroadcast(dGamma, gamma.dims), g.unbroadcast(sumDz, beta.dims)];
  });
}
