import { assert } from '@scholia/core';
import type { Dims } from '../grid.ts';
import type { Labelmap } from '../labelmap.ts';
import { Changes } from './changes.ts';

export interface FloodOptions {
  /** Where to start, voxel ijk. */
  readonly seed: Dims;
  /** Whether the flood may enter a voxel, by its linear index (i fastest). */
  readonly accepts: (index: number) => boolean;
  /** Only within the slice of the seed, whose normal is this ijk axis. (Default: 3D) */
  readonly axis?: 0 | 1 | 2 | undefined;
  /** Most voxels: more of them means that the flood has found a leak. */
  readonly limit: number;
}

export type Flood =
  /** Linear indices. */
  | { readonly type: 'Filled'; readonly voxels: readonly number[] }
  | { readonly type: 'Leaked'; readonly limit: number }
  /** The seed itself is not accepted. */
  | { readonly type: 'Nothing' };

/**
 * All voxels that are connected to the seed by faces (4 neighbours in a slice, 6 in 3D) through accepted voxels. Takes
 * whole rows along i at a time (Smith 1979, "Tint fill"); the order of the answer is the order of discovery.
 */
export function floodFill(dims: Dims, { seed, accepts, axis, limit }: FloodOptions): Flood {
  assert(
    seed.every((at, along) => Number.isInteger(at) && at >= 0 && at < dims[along]),
    'a seed lies in the image',
  );
  const [di, dj, dk] = dims;
  const visited = new Uint8Array(Math.ceil((di * dj * dk) / 8));
  const isFree = (index: number) => (visited[index >> 3] & (1 << (index & 7))) === 0 && accepts(index);
  const start = seed[0] + di * (seed[1] + dj * seed[2]);
  if (!accepts(start)) return { type: 'Nothing' };
  const voxels: number[] = [];
  const stack = [start];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (!isFree(next)) continue;
    const row = next - (next % di);
    let first = next;
    let last = next;
    if (axis !== 0) {
      while (first > row && isFree(first - 1)) first--;
      while (last < row + di - 1 && isFree(last + 1)) last++;
    }
    const j = (row / di) % dj;
    const k = Math.floor(row / di / dj);
    for (let index = first; index <= last; index++) {
      visited[index >> 3] |= 1 << (index & 7);
      voxels.push(index);
      if (voxels.length > limit) return { type: 'Leaked', limit };
    }
    for (let index = first; index <= last; index++) {
      if (axis !== 1) {
        if (j > 0 && isFree(index - di)) stack.push(index - di);
        if (j < dj - 1 && isFree(index + di)) stack.push(index + di);
      }
      if (axis !== 2) {
        if (k > 0 && isFree(index - di * dj)) stack.push(index - di * dj);
        if (k < dk - 1 && isFree(index + di * dj)) stack.push(index + di * dj);
      }
    }
  }
  return { type: 'Filled', voxels };
}

/** Accepts voxels whose intensity differs from the seed's by at most `tolerance`. */
export function nearIntensity(
  dims: Dims,
  intensities: ArrayLike<number>,
  [i, j, k]: Dims,
  tolerance: number,
): FloodOptions['accepts'] {
  const centre = intensities[i + dims[0] * (j + dims[1] * k)];
  return (index) => Math.abs(intensities[index] - centre) <= tolerance;
}

/** Accepts voxels with the seed's own label. */
export function sameLabel(labels: Labelmap, seed: Dims): FloodOptions['accepts'] {
  const label = labels.get(...seed);
  const [di, dj] = labels.dims;
  return (index) => {
    const row = Math.floor(index / di);
    return labels.get(index % di, row % dj, Math.floor(row / dj)) === label;
  };
}

/** The changes that give these voxels a label; 0 erases. */
export function fillVoxels(labels: Labelmap, voxels: readonly number[], value: number): Labelmap {
  const changes = new Changes(labels);
  const [di, dj] = labels.dims;
  for (const index of voxels) {
    const row = Math.floor(index / di);
    changes.write(index % di, row % dj, Math.floor(row / dj), value);
  }
  return changes.labelmap;
}
