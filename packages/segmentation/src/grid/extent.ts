import type { Case } from '../method.ts';

/** Voxels along each axis and their spacing, mm. */
export type Grid = Pick<Case, 'dims' | 'spacingMm'>;

/** Shortest edge of a voxel along axes that have more than one, mm. */
export function shortestMm({ dims, spacingMm }: Grid): number {
  const edges = spacingMm.filter((_, axis) => dims[axis] > 1);
  return Math.min(...(edges.length > 0 ? edges : spacingMm));
}

/** Longest side of the whole image, mm. */
export const longestMm = ({ dims, spacingMm }: Grid): number =>
  Math.max(...spacingMm.map((edge, axis) => edge * dims[axis]));
