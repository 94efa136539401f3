import type { Value } from '../graph.ts';
import { div } from '../ops/div.ts';
import { mul } from '../ops/mul.ts';
import { sum } from '../ops/sum.ts';
import { unary } from '../primitives.ts';
import { type Voxelwise, weighed } from './voxelwise.ts';

/** Mean over the voxels that count of -w ln p, p the probability of the class that is true and w its weight. [1, 1, 1]. */
export function crossEntropy(given: Voxelwise, classWeights?: readonly number[]): Value {
  return div(sum(mul(given.logProbability, weighed(given, classWeights))), unary('Neg', given.counted));
}
