import { assertNever } from '@scholia/core';
import type { OutputKind } from './declaration.ts';

export interface OutputMeaning {
  readonly kind: OutputKind;
  /** Class of each channel, or of each number that is a label: 0 is background. */
  readonly classOf: readonly number[];
  readonly classes: number;
}

/**
 * What a network puts out, as the probability of each class: [channels, V] to [classes, V], which sum to 1 in each voxel.
 * Channels of one class are added where channels exclude each other (softmax), and the likeliest counts where they do not
 * (sigmoid); there background is what is left of 1, so that a class wins exactly where its chance is above one half.
 * Of label maps, [V], a number that is not in `classOf` is background.
 */
export function classShares(output: ArrayLike<number | bigint>, voxels: number, meaning: OutputMeaning): Float32Array {
  switch (meaning.kind) {
    case 'labels':
      return fromLabels(output, voxels, meaning);
    case 'softmax':
    case 'softmax logits':
      return fromExclusive(output as ArrayLike<number>, voxels, meaning);
    case 'sigmoid':
    case 'sigmoid logits':
      return fromIndependent(output as ArrayLike<number>, voxels, meaning);
    default:
      return assertNever(meaning.kind);
  }
}

function fromLabels(
  output: ArrayLike<number | bigint>,
  voxels: number,
  { classOf, classes }: OutputMeaning,
): Float32Array {
  const shares = new Float32Array(classes * voxels);
  for (let at = 0; at < voxels; at++) shares[(classOf[Number(output[at])] ?? 0) * voxels + at] = 1;
  return shares;
}

function fromExclusive(
  output: ArrayLike<number>,
  voxels: number,
  { kind, classOf, classes }: OutputMeaning,
): Float32Array {
  const shares = new Float32Array(classes * voxels);
  for (let at = 0; at < voxels; at++) {
    // Less the largest, or a large score is infinite.
    let largest = 0;
    if (kind === 'softmax logits') {
      largest = -Infinity;
      for (let c = 0; c < classOf.length; c++) largest = Math.max(largest, output[c * voxels + at]);
    }
    let sum = 0;
    for (let c = 0; c < classOf.length; c++) {
      const value = output[c * voxels + at];
      const share = kind === 'softmax logits' ? Math.exp(value - largest) : value;
      sum += share;
      shares[classOf[c] * voxels + at] += share;
    }
    for (let c = 0; c < classes; c++) shares[c * voxels + at] /= sum;
  }
  return shares;
}

function fromIndependent(
  output: ArrayLike<number>,
  voxels: number,
  { kind, classOf, classes }: OutputMeaning,
): Float32Array {
  const shares = new Float32Array(classes * voxels);
  for (let at = 0; at < voxels; at++) {
    let largest = 0;
    for (let c = 0; c < classOf.length; c++) {
      if (classOf[c] === 0) continue;
      const value = output[c * voxels + at];
      const share = kind === 'sigmoid logits' ? 1 / (1 + Math.exp(-value)) : value;
      const place = classOf[c] * voxels + at;
      shares[place] = Math.max(shares[place], share);
      largest = Math.max(largest, share);
    }
    shares[at] = 1 - largest;
    let sum = 0;
    for (let c = 0; c < classes; c++) sum += shares[c * voxels + at];
    for (let c = 0; c < classes; c++) shares[c * voxels + at] /= sum;
  }
  return shares;
}
