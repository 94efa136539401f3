import { type AxisMap, canonicalDims, canonicalStrides, type Vec3 } from '@scholia/geometry';
import type { Axis } from '@scholia/tools';
import type { Dims } from '@scholia/volume';
import { PLANE_NAMES, PLANES, type Plane } from './plane.ts';

/** Between stored (file) voxels and the canonical ones that are drawn: a permutation and flips, so always exact. */
export class Orientation {
  readonly map: AxisMap;
  readonly fileDims: Dims;
  readonly dims: Dims;
  /** Canonical linear index of file voxel (i,j,k) = offset + i*stride[0] + j*stride[1] + k*stride[2]. */
  readonly strides: { readonly offset: number; readonly stride: Vec3 };
  /** Millimetres per voxel along the canonical axes. */
  readonly spacing: Vec3;

  constructor(map: AxisMap, fileDims: Dims, fileSpacingMm: Vec3) {
    this.map = map;
    this.fileDims = fileDims;
    this.dims = canonicalDims(map, fileDims);
    this.strides = canonicalStrides(map, fileDims);
    this.spacing = [fileSpacingMm[map.perm[0]], fileSpacingMm[map.perm[1]], fileSpacingMm[map.perm[2]]];
  }

  /** Continuous coordinates; voxel centres are integers on both sides. */
  toCanonical(ijk: Vec3): Vec3 {
    const along = (axis: 0 | 1 | 2) => {
      const value = ijk[this.map.perm[axis]];
      return this.map.flip[axis] ? this.dims[axis] - 1 - value : value;
    };
    return [along(0), along(1), along(2)];
  }

  toFile(voxel: Vec3): Vec3 {
    const ijk: [number, number, number] = [0, 0, 0];
    for (const axis of [0, 1, 2] as const)
      ijk[this.map.perm[axis]] = this.map.flip[axis] ? this.dims[axis] - 1 - voxel[axis] : voxel[axis];
    return ijk;
  }

  /** Stored axis that a plane is perpendicular to. */
  fileAxis(plane: Plane): Axis {
    return this.map.perm[PLANES[plane].normal] as Axis;
  }

  /** Plane that is perpendicular to a stored axis. */
  planeOf(axis: Axis): Plane {
    return PLANE_NAMES.find((plane) => this.fileAxis(plane) === axis) ?? 'axial';
  }

  /** Slice number along the stored axis, from the canonical one, or back: the same flip both ways. */
  flipSlice(plane: Plane, slice: number): number {
    const { normal } = PLANES[plane];
    return this.map.flip[normal] ? this.dims[normal] - 1 - slice : slice;
  }
}
