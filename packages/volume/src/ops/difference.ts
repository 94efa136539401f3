import { assert } from '@scholia/core';
import { sameDims } from '../grid.ts';
import { BRICK_VOXELS, Labelmap } from '../labelmap.ts';
import { ERASE } from '../patch-codec.ts';

const NOTHING = new Uint8Array(BRICK_VOXELS);

/**
 * What has to change for `from` to become `to`, as for `encodePatch`: 0 leaves a voxel alone, ERASE erases it, anything else is
 * its new label. Both of one image; labels are 0..254.
 */
export function difference(from: Labelmap, to: Labelmap): Labelmap {
  assert(sameDims(from.dims, to.dims), 'labels of one image are compared');
  const changes = new Labelmap(from.dims);
  const bricks = new Set([...from.bricks(), ...to.bricks()].map(([brick]) => brick));
  for (const brick of bricks) {
    const [before, after] = [from.brick(brick) ?? NOTHING, to.brick(brick) ?? NOTHING];
    for (let offset = 0; offset < BRICK_VOXELS; offset++)
      if (before[offset] !== after[offset]) changes.writableBrick(brick)[offset] = after[offset] || ERASE;
  }
  return changes;
}
