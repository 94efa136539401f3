import type { Graph } from '../graph.ts';
import { add, divide, exp, multiply, subtract } from '../ops/arithmetic.ts';
import { reshape, slice, sum } from '../ops/shape.ts';
import { logSoftmax } from '../ops/softmax.ts';
import { sizeOf, type Tensor } from '../tensor.ts';

export interface DiceCrossEntropy {
  /** One element: cross-entropy plus Dice loss. */
  readonly loss: Tensor;
  readonly crossEntropy: Tensor;
  readonly dice: Tensor;
}

/**
 * Mean voxel cross-entropy + (1 - mean soft Dice over the foreground classes): logits [N, K, D, H, W], classes int32
 * [N, 1, D, H, W] in 0..K-1. Dice sums over the batch and adds 1 above and below the fraction, so that a class that is absent and
 * not predicted scores 1 and nothing divides by zero. Source: Drozdzal 2016 (arXiv 1608.04117); Isensee 2021 (nnU-Net).
 */
export function diceCrossEntropy(g: Graph, logits: Tensor, classes: Tensor): DiceCrossEntropy {
  const [n, k, ...space] = logits.dims;
  const voxels = sizeOf(space);
  const flat = reshape(g, logits, [n, k, voxels]);
  const truth = oneHot(g, classes, [n, k, voxels]);
  const logProbability = logSoftmax(g, flat, 1);
  const picked = sum(g, multiply(g, logProbability, truth), [0, 1, 2]);
  const crossEntropy = multiply(g, picked, g.scalar(-1 / (n * voxels)));

  const probability = exp(g, logProbability);
  const foreground = (x: Tensor) => slice(g, x, 1, 1, k);
  const shared = foreground(sum(g, multiply(g, probability, truth), [0, 2]));
  const total = foreground(add(g, sum(g, probability, [0, 2]), g.reduced('ReduceSum', truth, [0, 2])));
  const one = g.scalar(1);
  const scores = divide(g, add(g, multiply(g, shared, g.scalar(2)), one), add(g, total, one));
  const mean = multiply(g, sum(g, scores, [0, 1, 2]), g.scalar(1 / (k - 1)));
  const dice = subtract(g, one, mean);
  return { loss: add(g, crossEntropy, dice), crossEntropy, dice };
}

/** 1 where the voxel is of the class, else 0: float32 [N, K, V]. */
function oneHot(g: Graph, classes: Tensor, dims: readonly number[]): Tensor {
  const [n, k, voxels] = dims;
  const numbers = g.int32s(
    [1, k, 1],
    Array.from({ length: k }, (_, value) => value),
  );
  const isClass = g.emit('Equal', [g.reshaped(classes, [n, 1, voxels]), numbers], dims, { type: 'bool' });
  return g.emit('Cast', [isClass], dims, { attributes: { to: 1 } });
}
