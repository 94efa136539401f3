import type { Grid as GridMm } from '@scholia/segmentation';
import type { Grid } from '@scholia/volume';

/** The grid of an image as methods take it. */
export function gridInMm({ dims, spacingUm: [i, j, k] }: Grid): GridMm {
  return { dims, spacingMm: [i / 1000, j / 1000, k / 1000] };
}
