import type { Labelmap } from '@scholia/volume';

/** Voxels by label value. */
export function countLabels(labelmap: Labelmap): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const [, voxels] of labelmap.bricks())
    for (const label of voxels) if (label > 0) counts[label] = (counts[label] ?? 0) + 1;
  return counts;
}
