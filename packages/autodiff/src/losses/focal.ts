import type { Value } from '../graph.ts';
import { div } from '../ops/div.ts';
import { exp } from '../ops/exp.ts';
import { mul } from '../ops/mul.ts';
import { sub } from '../ops/sub.ts';
import { sum } from '../ops/sum.ts';
import { unary } from '../primitives.ts';
import { type Voxelwise, weighed } from './voxelwise.ts';

/**
 * Mean over the voxels that count of -w (1 - p)^2 ln p, p the probability of the class that is true and w its weight: cross-entropy that
 * lets go of what is easy. [1, 1, 1]. Source: Lin et al. 2017, arXiv:1708.02002, gamma 2.
 */
export function focal(given: Voxelwise, classWeights?: readonly number[]): Value {
  const { logProbability, counted } = given;
  const doubt = sub(logProbability.graph.scalar(1), exp(logProbability));
  const eased = mul(mul(doubt, doubt), logProbability);
  return div(sum(mul(eased, weighed(given, classWeights))), unary('Neg', counted));
}
