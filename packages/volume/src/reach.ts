import { type Dims, type Grid, SUBVOXEL } from './grid.ts';
import { extentOf, type StrokeShape } from './rasterise.ts';
import { planeAxes, type RegionShape } from './region.ts';

/** Voxels from one corner to the other, both inclusive; empty when `from` is above `to` along some axis. */
export interface VoxelBox {
  readonly from: Dims;
  readonly to: Dims;
}

/** A box that holds every voxel of the stroke, clipped to the grid: cheap, where rasterising is not. */
export function strokeReach(grid: Grid, { shape, axis, radiusUm, points }: StrokeShape): VoxelBox {
  return boxOf(grid.dims, (along) => {
    const [low, high] = extentOf(points, along);
    const isFlat = shape === 'disc' && along === axis;
    const reach = isFlat ? 0 : Math.floor((SUBVOXEL * radiusUm) / grid.spacingUm[along]);
    // Half a voxel more: the voxel under a point is painted, however small the radius.
    return [low - reach - 4, high + reach + 4];
  });
}

/** A box that holds every voxel of the region, clipped to the grid. */
export function regionReach(grid: Grid, region: RegionShape): VoxelBox {
  if (region.type === 'box') return { from: region.from, to: region.to };
  const { axis, first, last, points } = region;
  const [u] = planeAxes(axis);
  return boxOf(grid.dims, (along) =>
    along === axis ? [SUBVOXEL * first, SUBVOXEL * last] : extentOf(points, along === u ? 0 : 1, 2),
  );
}

/** From extents in 1/8 voxel. */
function boxOf(dims: Dims, extent: (axis: 0 | 1 | 2) => readonly [number, number]): VoxelBox {
  const [i, j, k] = [extent(0), extent(1), extent(2)];
  const low = ([at]: readonly [number, number]) => Math.max(0, at >> 3);
  const high = ([, at]: readonly [number, number], axis: 0 | 1 | 2) => Math.min(dims[axis] - 1, (at >> 3) + 1);
  return { from: [low(i), low(j), low(k)], to: [high(i, 0), high(j, 1), high(k, 2)] };
}
