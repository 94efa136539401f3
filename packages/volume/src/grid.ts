/** Voxels per axis [di, dj, dk]. Linear index = i + di * (j + dj * k): i is fastest, as in a NIfTI file. */
export type Dims = readonly [number, number, number];

/** The lattice that labels live on: the image's stored file order. */
export interface Grid {
  readonly dims: Dims;
  /** Integer micrometres between voxel centres along i, j, k; each at least 1. */
  readonly spacingUm: readonly [number, number, number];
}

/** Most micrometres per voxel that the integer arithmetic of the rasteriser is proven for (10 cm). */
export const MAX_SPACING_UM = 100_000;

/** Most voxels per axis, so that eighths of a voxel and linear brick indices stay small integers. */
export const MAX_AXIS = 1 << 16;

export function voxelCount(dims: Dims): number {
  return dims[0] * dims[1] * dims[2];
}

export function sameDims(a: Dims, b: Dims): boolean {
  return a[0] === b[0] && a[1] === b[1] && a[2] === b[2];
}

/** Throws (a bug of the caller) unless dims are integers 1..MAX_AXIS and spacings integers 1..MAX_SPACING_UM. */
export function assertGrid(grid: Grid): void {
  for (let axis = 0; axis < 3; axis++) {
    const size = grid.dims[axis];
    const spacing = grid.spacingUm[axis];
    if (!Number.isInteger(size) || size < 1 || size > MAX_AXIS)
      throw new Error(`bug: dims[${axis}] = ${size} is not an integer in 1..${MAX_AXIS}`);
    if (!Number.isInteger(spacing) || spacing < 1 || spacing > MAX_SPACING_UM)
      throw new Error(`bug: spacingUm[${axis}] = ${spacing} is not an integer in 1..${MAX_SPACING_UM}`);
  }
}

/** Eighths of a voxel: a stroke point p lies in voxel (p + 4) >> 3, whose centre is at a multiple of 8. */
export const SUBVOXEL = 8;

/** True if every point (n times [i, j, k] in 1/8 voxel) lies in some voxel of the grid. */
export function pointsInside(dims: Dims, points: Int32Array): boolean {
  for (let p = 0; p < points.length; p++) {
    if (points[p] < -4 || points[p] > SUBVOXEL * dims[p % 3] - 5) return false;
  }
  return true;
}

/** The same points, each coordinate moved to the nearest place inside the image: what a tool sends when the pointer leaves it. */
export function clampPoints(dims: Dims, points: Int32Array): Int32Array {
  return points.map((value, p) => Math.min(Math.max(value, -4), SUBVOXEL * dims[p % 3] - 5));
}
