import { type Dims, voxelCount } from '../grid.ts';
import { BRICK, type Labelmap } from '../labelmap.ts';

/** Edge of the cells that uncertainty is summed in. A place is three of them wide: what a person sees at a glance. */
const CELL_MM = 4;

export interface UnsureOptions {
  /** Millimetres between voxel centres along i, j, k. */
  readonly spacingMm: readonly [number, number, number];
  /** (Default: 20) */
  readonly most?: number | undefined;
}

/**
 * Where an uncertainty (0 to 255 for each voxel) is greatest, as voxels ijk, the largest unsure blob first. Unsure is what is at
 * least half as much so as the least sure voxel. A place is the least sure voxel of the 4 mm cell around which, within 12 mm, the
 * sum over unsure voxels is greatest; the next one lies out of sight of those before. Linear in the voxels that are not 0.
 */
export function unsurePlaces(uncertainty: Labelmap, { spacingMm, most = 20 }: UnsureOptions): Dims[] {
  const edge = spacingMm.map((mm) => Math.max(1, Math.round(CELL_MM / mm)));
  const size = (axis: number) => Math.ceil(uncertainty.dims[axis] / edge[axis]);
  const cells: Dims = [size(0), size(1), size(2)];
  let greatest = 0;
  visit(uncertainty, 1, (_i, _j, _k, value) => {
    greatest = Math.max(greatest, value);
  });
  if (greatest === 0) return [];
  const sums = new Float32Array(voxelCount(cells));
  const best = new Map<number, { readonly ijk: Dims; readonly value: number }>();
  visit(uncertainty, greatest / 2, (i, j, k, value) => {
    const cell = Math.floor(i / edge[0]) + cells[0] * (Math.floor(j / edge[1]) + cells[1] * Math.floor(k / edge[2]));
    sums[cell] += value;
    if (value > (best.get(cell)?.value ?? 0)) best.set(cell, { ijk: [i, j, k], value });
  });
  const around = sumOfNeighbours(sums, cells);
  const found: { readonly at: Dims; readonly ijk: Dims }[] = [];
  for (const [cell, { ijk }] of [...best].sort(([a], [b]) => around[b] - around[a] || a - b)) {
    if (found.length === most) break;
    const at: Dims = [cell % cells[0], Math.floor(cell / cells[0]) % cells[1], Math.floor(cell / cells[0] / cells[1])];
    const isSeen = found.some((other) => [0, 1, 2].every((axis) => Math.abs(other.at[axis] - at[axis]) < 3));
    if (!isSeen) found.push({ at, ijk });
  }
  return found.map(({ ijk }) => ijk);
}

/** Voxels of at least `least`, brick by brick. */
function visit(map: Labelmap, least: number, each: (i: number, j: number, k: number, value: number) => void): void {
  for (const [brick, voxels] of map.bricks()) {
    const [i, j, k] = map.brickOrigin(brick);
    for (let offset = 0; offset < voxels.length; offset++)
      if (voxels[offset] >= least)
        each(
          i + (offset % BRICK),
          j + (Math.floor(offset / BRICK) % BRICK),
          k + Math.floor(offset / BRICK ** 2),
          voxels[offset],
        );
  }
}

/** For each cell the sum over the 3 x 3 x 3 around it, axis by axis. */
function sumOfNeighbours(values: Float32Array, cells: Dims): Float32Array {
  let sums = values;
  for (const [axis, stride] of [1, cells[0], cells[0] * cells[1]].entries()) {
    const next = sums.slice();
    for (let at = 0; at < sums.length; at++) {
      const place = Math.floor(at / stride) % cells[axis];
      if (place > 0) next[at] += sums[at - stride];
      if (place < cells[axis] - 1) next[at] += sums[at + stride];
    }
    sums = next;
  }
  return sums;
}
