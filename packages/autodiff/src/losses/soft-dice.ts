import type { Value } from '../graph.ts';
import { add } from '../ops/add.ts';
import { div } from '../ops/div.ts';
import { exp } from '../ops/exp.ts';
import { mean } from '../ops/mean.ts';
import { mul } from '../ops/mul.ts';
import { slice } from '../ops/slice.ts';
import { sub } from '../ops/sub.ts';
import { sum } from '../ops/sum.ts';
import { reduce } from '../primitives.ts';
import type { Voxelwise } from './voxelwise.ts';

/** Added to numerator and denominator, so that an absent class costs nothing once it is predicted nowhere. */
const SMOOTH = 1;

/**
 * One minus the mean soft Dice of classes 1..K-1, 2 sum(p t) / sum(p + t) over the voxels that count of the whole batch. [1, 1, 1].
 * With `classWeights` (K numbers; the background's is not used) the mean is weighted.
 * Source: Milletari et al. 2016, arXiv:1606.04797, without squares; over the batch as Isensee et al. 2021 (nnU-Net).
 */
export function softDice({ logProbability, truth, counts }: Voxelwise, classWeights?: readonly number[]): Value {
  const { graph } = truth;
  const count = truth.dims[1];
  const probability = mul(exp(logProbability), counts);
  const foreground = (x: Value) => slice(x, 1, 1, count);
  const overlap = foreground(sum(mul(probability, truth), [0, 2]));
  const total = foreground(add(sum(probability, [0, 2]), reduce('ReduceSum', truth, [0, 2])));
  const smooth = graph.scalar(SMOOTH);
  const score = div(add(mul(overlap, graph.scalar(2)), smooth), add(total, smooth));
  return sub(graph.scalar(1), classWeights ? weightedMean(score, classWeights.slice(1)) : mean(score));
}

/** Of a score [1, K - 1, 1]. */
function weightedMean(score: Value, weights: readonly number[]): Value {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const shares = Float32Array.from(weights, (weight) => weight / total);
  return sum(mul(score, score.graph.constant(score.dims, shares)));
}
