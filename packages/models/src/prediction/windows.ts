import { type AxisMap, canonicalStrides, fromCanonicalDims, toCanonical } from '@scholia/geometry';
import type { Crop, Dims } from '@scholia/volume';
import type { GridImage, ImageGrid } from '../prepare/prepare.ts';

/** A network's window as it lies in an image whose axes are those of its file. */
export interface WindowShape {
  /** Voxels along i, j, k. */
  readonly size: Dims;
  /** Voxel (i, j, k) of it is element offset + i * stride[0] + j * stride[1] + k * stride[2] of the network's input [D, H, W]. */
  readonly offset: number;
  readonly stride: Dims;
}

/** Share of a window that the next one covers again, as in nnU-Net (Isensee 2021). */
export const HALF = 0.5;

export function windowShape(map: AxisMap, [d, h, w]: ImageGrid['patch']): WindowShape {
  const size = fromCanonicalDims(map, [w, h, d]);
  return { size, ...canonicalStrides(map, size) };
}

/** First voxels of windows along the file's axes i, j, k, ascending. A window that is larger than the image starts before it. */
export type WindowStarts = readonly [readonly number[], readonly number[], readonly number[]];

/**
 * Windows that cover a box of the grid. They look beyond it, where there is image, rather than beyond the image. Placed along the
 * canonical axes, so that the same anatomy gets the same windows however it is stored.
 */
export function layWindows(
  dims: Dims,
  { size: window, stride }: WindowShape,
  { from, size }: Crop,
  overlap = HALF,
): WindowStarts {
  const along = (axis: number) => {
    const span = Math.min(dims[axis], Math.max(size[axis], window[axis]));
    const centred = from[axis] - Math.floor((span - size[axis]) / 2);
    const first = Math.min(dims[axis] - span, Math.max(0, centred));
    const starts = windowStarts(span, window[axis], overlap);
    const inFileOrder = stride[axis] < 0 ? starts.map((start) => span - window[axis] - start).reverse() : starts;
    return inFileOrder.map((start) => first + start);
  };
  return [along(0), along(1), along(2)];
}

/** The first voxel (x, y, z) of a window in canonical order. */
export function canonicalStart(
  { map, dims }: Pick<GridImage, 'map' | 'dims'>,
  { size, stride }: WindowShape,
  start: Dims,
): Dims {
  const corner = (axis: number) => (stride[axis] < 0 ? start[axis] + size[axis] - 1 : start[axis]);
  return toCanonical(map, dims, [corner(0), corner(1), corner(2)]);
}

/** First voxel of each window along one axis: windows cover everything, and each at least the share `overlap` of the one before. */
export function windowStarts(size: number, window: number, overlap = HALF): number[] {
  if (size <= window) return [Math.floor((size - window) / 2)];
  const count = Math.ceil((size - window) / Math.max(1, (1 - overlap) * window)) + 1;
  return Array.from({ length: count }, (_, n) => Math.round((n * (size - window)) / (count - 1)));
}

/** Weight of each voxel of a window along one axis: a Gaussian of an eighth of the window (Isensee 2021), at least 0.01. */
export function windowWeights(window: number): Float32Array {
  const sigma = window / 8;
  const centre = (window - 1) / 2;
  return Float32Array.from({ length: window }, (_, n) => Math.max(0.01, Math.exp(-(((n - centre) / sigma) ** 2) / 2)));
}

/** What a network is given of an image, [D, H, W]: the window that starts at file voxel (i, j, k) of the grid; outside there is 0. */
export function cutWindow(
  { data, dims: [di, dj, dk] }: Pick<GridImage, 'data' | 'dims'>,
  { size: [wi, wj, wk], offset, stride }: WindowShape,
  [si, sj, sk]: Dims,
): Float32Array {
  const window = new Float32Array(wi * wj * wk);
  const [first, end] = [Math.max(0, -si), Math.min(wi, di - si)];
  for (let k = Math.max(0, -sk); k < Math.min(wk, dk - sk); k++)
    for (let j = Math.max(0, -sj); j < Math.min(wj, dj - sj); j++) {
      const from = si + di * (j + sj + dj * (k + sk));
      const to = offset + j * stride[1] + k * stride[2];
      for (let i = first; i < end; i++) window[to + i * stride[0]] = data[from + i];
    }
  return window;
}
