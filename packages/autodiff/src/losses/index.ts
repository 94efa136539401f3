import type { Value } from '../graph.ts';
import { add } from '../ops/add.ts';
import { crossEntropy } from './cross-entropy.ts';
import { focal } from './focal.ts';
import { softDice } from './soft-dice.ts';
import { type Voxelwise, voxelwise } from './voxelwise.ts';

/** Of one value [1, 1, 1]; `classWeights` are K numbers. (Default: all 1) */
export type Loss = (given: Voxelwise, classWeights?: readonly number[]) => Value;

const both =
  (one: Loss, other: Loss): Loss =>
  (given, classWeights) =>
    add(one(given, classWeights), other(given, classWeights));

/** Every loss by name. Dice keeps small structures from being forgotten; the other one gives every voxel a slope. */
export const LOSSES = {
  dice: softDice,
  'cross-entropy': crossEntropy,
  focal,
  'dice-cross-entropy': both(crossEntropy, softDice),
  'dice-focal': both(focal, softDice),
} as const satisfies Record<string, Loss>;

export type LossName = keyof typeof LOSSES;

/** `logits` [N, K, ...space], `classes` int32 [N, 1, ...space] of 0..K-1 or `IGNORE` (no say). -> [1, 1, 1]. */
export function lossOf(name: LossName, logits: Value, classes: Value, classWeights?: readonly number[]): Value {
  return LOSSES[name](voxelwise(logits, classes), classWeights);
}
