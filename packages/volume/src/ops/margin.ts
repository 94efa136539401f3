import { assert } from '@scholia/core';
import type { Grid } from '../grid.ts';
import type { Labelmap } from '../labelmap.ts';
import { Changes, forEachIn, partOf } from './changes.ts';
import { squaredDistance } from './distance.ts';

/** Rounding of squared distances, relative: two voxels exactly a margin apart are within it. */
const SLACK = 1e-9;

/**
 * Grows a label by `marginMm`, or shrinks it by as much when that is negative: by the distance between voxel centres, mm,
 * whatever the spacing. Growing takes every voxel within the margin of the label, over whatever is there (the overwrite
 * policy of the operation decides); shrinking erases every voxel within the margin of one of the image that is not of the label. Returns changes.
 */
export function margin(grid: Grid, labels: Labelmap, label: number, marginMm: number): Labelmap {
  assert(Number.isFinite(marginMm), 'a margin is a number of mm');
  const changes = new Changes(labels);
  const spacing = [grid.spacingUm[0] / 1000, grid.spacingUm[1] / 1000, grid.spacingUm[2] / 1000] as const;
  const [ri, rj, rk] = spacing.map((mm) => (marginMm > 0 ? Math.ceil(marginMm / mm) : 1));
  const part = partOf(labels, label, [ri, rj, rk]);
  if (!part) return changes.labelmap;
  const grows = marginMm > 0;
  const to = grows ? part.mask : part.mask.map((inside) => 1 - inside);
  const distance = squaredDistance(to, part.dims, spacing);
  const reach = marginMm * marginMm * (1 + SLACK);
  forEachIn(part, (index, i, j, k) => {
    if (distance[index] > reach) return;
    if (grows) changes.write(i, j, k, label);
    else if (part.mask[index] === 1) changes.write(i, j, k, 0);
  });
  return changes.labelmap;
}
