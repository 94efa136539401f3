import { type Affine, affine } from '@scholia/geometry';
import type { Grid } from '@scholia/volume';

/** What the reading page needs to know of an image. */
export interface ReadingImage {
  readonly imageId: string;
  readonly name: string;
  readonly dims: readonly [number, number, number];
  /** Micrometres per voxel axis, stored order. */
  readonly spacingUm: readonly [number, number, number];
  /** Stored voxel ijk to RAS mm, 16 numbers, row-major. */
  readonly affine: readonly number[];
}

export function gridOf({ dims, spacingUm }: ReadingImage): Grid {
  return { dims, spacingUm };
}

export function affineOf({ affine: m }: ReadingImage): Affine<'ijk', 'ras'> {
  return affine('ijk', 'ras', m);
}
