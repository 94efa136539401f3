import { assert } from '@scholia/core';
import { type Dims, sameDims } from '../grid.ts';
import type { Labelmap } from '../labelmap.ts';
import { Changes, visitVoxels } from './changes.ts';

/** A set of voxels: those that hold a label in a labelmap. */
export interface LabelSet {
  readonly labels: Labelmap;
  readonly label: number;
}

export const COMBINATIONS = ['copy', 'subtract', 'intersect', 'replace'] as const;
export type Combination = (typeof COMBINATIONS)[number];

/**
 * Combines the voxels of a label with another set, of the same labelmap or of one of the same size. copy: the other's voxels are added;
 * subtract: those that are in the other are erased; intersect: those that are not are erased; replace: the label becomes
 * exactly the other set. Returns changes of `target.labels`.
 */
export function combine(how: Combination, target: LabelSet, other: LabelSet): Labelmap {
  assert(sameDims(target.labels.dims, other.labels.dims), 'both sets are of images of one size');
  const changes = new Changes(target.labels);
  if (how !== 'copy')
    visitVoxels(target.labels, target.label, (...at: Dims) => {
      const isInOther = other.labels.get(...at) === other.label;
      if (isInOther === (how === 'subtract')) changes.write(...at, 0);
    });
  if (how === 'copy' || how === 'replace')
    visitVoxels(other.labels, other.label, (...at: Dims) => changes.write(...at, target.label));
  return changes.labelmap;
}
