import { assert } from '@scholia/core';
import type { Value } from '../graph.ts';
import { logSoftmax } from '../ops/log-softmax.ts';
import { reshape } from '../ops/reshape.ts';
import { binary, compare, reduce, reshapeTo, sizeOf, toFloat, unary } from '../primitives.ts';

/** Voxels with this class have no say in any loss. */
export const IGNORE = 255;

/** What a network says of each of V voxels and what is true there: what every loss is made of. */
export interface Voxelwise {
  /** [N, K, V], of the network. */
  readonly logProbability: Value;
  /** [N, K, V], 1 for the class that is true; all 0 for a voxel that does not count. */
  readonly truth: Value;
  /** [N, 1, V], 1 for a voxel that counts. */
  readonly counts: Value;
  /** How many voxels count, at least 1: [1, 1, 1]. */
  readonly counted: Value;
}

/** `logits` [N, K, ...space], `classes` int32 [N, 1, ...space] of 0..K-1 or `IGNORE`. */
export function voxelwise(logits: Value, classes: Value): Voxelwise {
  const { graph } = logits;
  const [batch, count, ...space] = logits.dims;
  assert(count >= 2, 'there is a foreground class');
  const voxels = sizeOf(space);
  const flatClasses = reshapeTo(classes, [batch, 1, voxels]);
  const names = graph.integers(
    [1, count, 1],
    Array.from({ length: count }, (_, at) => at),
  );
  const counts = toFloat(unary('Not', compare('Equal', flatClasses, graph.integers([1, 1, 1], [IGNORE]))));
  return {
    logProbability: logSoftmax(reshape(logits, [batch, count, voxels]), 1),
    truth: toFloat(compare('Equal', flatClasses, names)),
    counts,
    counted: binary('Max', reduce('ReduceSum', counts, [0, 1, 2]), graph.scalar(1)),
  };
}

/** The truth with each class as heavy as it is said to be, K numbers. (Default: all 1) */
export function weighed({ truth }: Voxelwise, classWeights?: readonly number[]): Value {
  if (!classWeights) return truth;
  const count = truth.dims[1];
  assert(classWeights.length === count, `${count} class weights`);
  return binary('Mul', truth, truth.graph.constant([1, count, 1], Float32Array.from(classWeights)));
}
