import type { Affine, Vec3 } from './affine.ts';

/**
 * Exact reorientation from file order to the closest RAS order: canonical axis `a` runs along file axis `perm[a]`,
 * reversed when `flip[a]`. No interpolation, so nothing is lost.
 */
export interface AxisMap {
  readonly perm: readonly [number, number, number];
  readonly flip: readonly [boolean, boolean, boolean];
}

const ORDERS: readonly (readonly [number, number, number])[] = [
  [0, 1, 2],
  [0, 2, 1],
  [1, 0, 2],
  [1, 2, 0],
  [2, 0, 1],
  [2, 1, 0],
];

/** The axis order whose direction cosines agree best with RAS, over all six; ties go to the earlier order. */
export function closestRas({ m }: Affine<'ijk', 'ras'>): AxisMap {
  const norm = [0, 1, 2].map((c) => Math.hypot(m[c], m[4 + c], m[8 + c]) || 1);
  const cosine = (world: number, file: number) => m[4 * world + file] / norm[file];
  const agreement = (perm: readonly number[]) =>
    perm.reduce((sum, file, world) => sum + Math.abs(cosine(world, file)), 0);
  let perm = ORDERS[0];
  for (const order of ORDERS) if (agreement(order) > agreement(perm) + 1e-12) perm = order;
  const reversed = (world: number) => cosine(world, perm[world]) < 0;
  return { perm, flip: [reversed(0), reversed(1), reversed(2)] };
}

/** Voxels per canonical axis. */
export function canonicalDims({ perm }: AxisMap, dims: Vec3): Vec3 {
  return [dims[perm[0]], dims[perm[1]], dims[perm[2]]];
}

/** Voxels per file axis, from those per canonical axis. */
export function fromCanonicalDims({ perm }: AxisMap, canonical: Vec3): Vec3 {
  const dims: [number, number, number] = [0, 0, 0];
  for (let axis = 0; axis < 3; axis++) dims[perm[axis]] = canonical[axis];
  return dims;
}

/** Where file voxel (i, j, k) lies in the canonical array: offset + i * stride[0] + j * stride[1] + k * stride[2]. */
export function canonicalStrides(map: AxisMap, dims: Vec3): { readonly offset: number; readonly stride: Vec3 } {
  const size = canonicalDims(map, dims);
  const step = [1, size[0], size[0] * size[1]];
  const stride: [number, number, number] = [0, 0, 0];
  let offset = 0;
  for (let axis = 0; axis < 3; axis++) {
    stride[map.perm[axis]] = map.flip[axis] ? -step[axis] : step[axis];
    if (map.flip[axis]) offset += (size[axis] - 1) * step[axis];
  }
  return { offset, stride };
}

/** Canonical voxel of a file voxel, and back: index arithmetic for cursors. */
export function toCanonical({ perm, flip }: AxisMap, dims: Vec3, ijk: Vec3): Vec3 {
  const along = (axis: number) => (flip[axis] ? dims[perm[axis]] - 1 - ijk[perm[axis]] : ijk[perm[axis]]);
  return [along(0), along(1), along(2)];
}

export function fromCanonical({ perm, flip }: AxisMap, dims: Vec3, xyz: Vec3): Vec3 {
  const ijk: [number, number, number] = [0, 0, 0];
  for (let axis = 0; axis < 3; axis++) ijk[perm[axis]] = flip[axis] ? dims[perm[axis]] - 1 - xyz[axis] : xyz[axis];
  return ijk;
}

/** Voxel arrays that can be reordered. */
export type VoxelArray = Uint8Array | Int8Array | Uint16Array | Int16Array | Int32Array | Float32Array | Float64Array;

/** A copy in canonical order of an array in file order (i fastest). `dims` are the file's. */
export function reorder<T extends VoxelArray>(map: AxisMap, dims: Vec3, source: T): T {
  const target = source.slice() as T;
  visit(map, dims, (file, canonical) => {
    target[canonical] = source[file];
  });
  return target;
}

/** The inverse of `reorder`. `dims` are the file's. */
export function restore<T extends VoxelArray>(map: AxisMap, dims: Vec3, canonical: T): T {
  const target = canonical.slice() as T;
  visit(map, dims, (file, at) => {
    target[file] = canonical[at];
  });
  return target;
}

function visit(map: AxisMap, [di, dj, dk]: Vec3, each: (file: number, canonical: number) => void): void {
  const { offset, stride } = canonicalStrides(map, [di, dj, dk]);
  let file = 0;
  for (let k = 0; k < dk; k++)
    for (let j = 0; j < dj; j++) {
      let canonical = offset + j * stride[1] + k * stride[2];
      for (let i = 0; i < di; i++, file++, canonical += stride[0]) each(file, canonical);
    }
}
