import { type Crop, type Dims, voxelCount } from '@scholia/volume';
import { windowShape } from '../prediction/windows.ts';
import type { GridImage, ImageGrid } from '../prepare/prepare.ts';

/** A part of an image that clicks change, in voxels of the file. */
export interface CorrectedRegion {
  /** What is predicted again. */
  readonly look: Crop;
  /** What of it is kept: at the rim of its windows a network knows less than it did without them. */
  readonly keep: Crop;
}

/**
 * Where clicks change what a network of several labels says: one window around each, those that touch as one. Undefined where that is
 * more than half of the image: then looking at all of it again is as well.
 */
export function correctedRegions(
  { patch }: Pick<ImageGrid, 'patch'>,
  image: Omit<GridImage, 'data'>,
  clicks: readonly Dims[],
): CorrectedRegion[] | undefined {
  const window = windowShape(image.map, patch).size.map((size, axis) =>
    Math.ceil((size * image.fileDims[axis]) / image.dims[axis]),
  );
  let boxes = clicks.map((ijk) => grown({ from: ijk, size: [1, 1, 1] }, window, image.fileDims));
  for (let before = -1; boxes.length !== before; ) {
    before = boxes.length;
    boxes = boxes.reduce(joined, []);
  }
  const regions = boxes.map((keep) => ({
    look: grown(
      keep,
      window.map((size) => size / 2),
      image.fileDims,
    ),
    keep,
  }));
  const looked = regions.reduce((sum, { look }) => sum + voxelCount(look.size), 0);
  return 2 * looked <= voxelCount(image.fileDims) ? regions : undefined;
}

/** A box, and half of `by` more on each side, within the image. */
function grown({ from, size }: Crop, by: readonly number[], dims: Dims): Crop {
  const along = (axis: number) => {
    const first = Math.max(0, from[axis] - Math.floor(by[axis] / 2));
    const end = Math.min(dims[axis], from[axis] + size[axis] + Math.floor(by[axis] / 2));
    return { from: first, size: end - first };
  };
  return boxOf([along(0), along(1), along(2)]);
}

/** The boxes and one more: those that touch it become one with it. */
function joined(boxes: readonly Crop[], box: Crop): Crop[] {
  const touches = (other: Crop) =>
    other.from.every((first, axis) => first <= end(box, axis) && box.from[axis] <= end(other, axis));
  const near = [box, ...boxes.filter(touches)];
  const along = (axis: number) => {
    const from = Math.min(...near.map((one) => one.from[axis]));
    return { from, size: Math.max(...near.map((one) => end(one, axis))) - from };
  };
  return [...boxes.filter((one) => !touches(one)), boxOf([along(0), along(1), along(2)])];
}

const end = ({ from, size }: Crop, axis: number) => from[axis] + size[axis];

function boxOf([i, j, k]: readonly { readonly from: number; readonly size: number }[]): Crop {
  return { from: [i.from, j.from, k.from], size: [i.size, j.size, k.size] };
}
