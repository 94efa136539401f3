import { assert } from '@scholia/core';
import type { Value } from '../graph.ts';
import { add } from '../ops/add.ts';
import { div } from '../ops/div.ts';
import { exp } from '../ops/exp.ts';
import { logSoftmax } from '../ops/log-softmax.ts';
import { mean } from '../ops/mean.ts';
import { mul } from '../ops/mul.ts';
import { reshape } from '../ops/reshape.ts';
import { slice } from '../ops/slice.ts';
import { sub } from '../ops/sub.ts';
import { sum } from '../ops/sum.ts';
import { binary, compare, reduce, reshapeTo, sizeOf, toFloat, unary } from '../primitives.ts';

/** Voxels with this class have no say in the loss. */
export const IGNORE = 255;

/** Added to numerator and denominator, so that an absent class costs nothing once it is predicted nowhere. */
const SMOOTH = 1;

export interface DiceCrossEntropy {
  /** crossEntropy + dice, one element [1, 1, 1]. */
  readonly loss: Value;
  readonly crossEntropy: Value;
  /** 1 - mean soft Dice of the foreground classes. */
  readonly dice: Value;
}

/**
 * Mean cross-entropy over the voxels that count, plus one minus the mean soft Dice of classes 1..K-1 over the batch.
 * `logits` [N, K, ...], `classes` int32 [N, 1, ...] of 0..K-1 or `IGNORE`. `classWeights` (K numbers) weigh the
 * cross-entropy. (Default: all 1)
 * Source: Milletari et al. 2016 (soft Dice), Isensee et al. 2021 (the sum).
 */
export function diceCrossEntropy(logits: Value, classes: Value, classWeights?: readonly number[]): DiceCrossEntropy {
  const { graph } = logits;
  const [batch, count, ...space] = logits.dims;
  assert(count >= 2, 'there is a foreground class');
  const voxels = sizeOf(space);
  const flatClasses = reshapeTo(classes, [batch, 1, voxels]);
  const names = graph.integers(
    [1, count, 1],
    Array.from({ length: count }, (_, at) => at),
  );
  const truth = toFloat(compare('Equal', flatClasses, names));
  const counts = toFloat(unary('Not', compare('Equal', flatClasses, graph.integers([1, 1, 1], [IGNORE]))));
  const atLeastOne = binary('Max', reduce('ReduceSum', counts, [0, 1, 2]), graph.scalar(1));

  const logProbability = logSoftmax(reshape(logits, [batch, count, voxels]), 1);
  const weights = classWeights ? graph.constant([1, count, 1], Float32Array.from(classWeights)) : undefined;
  const target = weights ? binary('Mul', truth, weights) : truth;
  const crossEntropy = div(sum(mul(logProbability, target)), unary('Neg', atLeastOne));

  const probability = mul(exp(logProbability), counts);
  const foreground = (x: Value) => slice(x, 1, 1, count);
  const overlap = foreground(sum(mul(probability, truth), [0, 2]));
  const total = foreground(add(sum(probability, [0, 2]), reduce('ReduceSum', truth, [0, 2])));
  const smooth = graph.scalar(SMOOTH);
  const score = div(add(mul(overlap, graph.scalar(2)), smooth), add(total, smooth));
  const dice = sub(graph.scalar(1), mean(score));
  return { loss: add(crossEntropy, dice), crossEntropy, dice };
}
