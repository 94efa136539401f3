import type { Crop, Dims } from '@scholia/volume';
import { METHODS, type Method } from '../method/registry.ts';
import type { Plan } from '../plan/plan.ts';
import type { Click } from '../prediction/predictor.ts';
import { windowShape } from '../prediction/windows.ts';
import type { GridImage } from '../prepare/prepare.ts';

/**
 * Where a network of one structure looks, in voxels of the file: one window around the clicks inside, or, where those are far apart, what
 * lies between them and half a window more. One that sees slices looks at each clicked slice by itself. Without clicks inside, nowhere.
 */
export function clickRegions(
  { method, patch }: Pick<Plan, 'method' | 'patch'>,
  image: Omit<GridImage, 'data'>,
  clicks: readonly Click[],
): Crop[] {
  const inside = clicks.filter((click) => click.class > 0).map(({ ijk }) => ijk);
  if (inside.length === 0) return [];
  const { isFlat }: Method = METHODS[method];
  if (!isFlat) return [regionAround(inside, patch, image)];
  const through = image.map.perm[2];
  const slices = [...new Set(inside.map((ijk) => ijk[through]))].sort((a, b) => a - b);
  return slices.map((slice) =>
    regionAround(
      inside.filter((ijk) => ijk[through] === slice),
      patch,
      image,
    ),
  );
}

/** One window around voxels of the file, or more than they span, within the image. */
export function regionAround(voxels: readonly Dims[], patch: Plan['patch'], image: Omit<GridImage, 'data'>): Crop {
  const { dims: onGrid, fileDims: dims } = image;
  const ofSlice = patch[0] === 1 ? image.map.perm[2] : undefined;
  const window = windowShape(image.map, patch).size.map((size, axis) =>
    axis === ofSlice ? 1 : Math.round((size * dims[axis]) / onGrid[axis]),
  );
  const along = (axis: number) => {
    const places = voxels.map((ijk) => ijk[axis]);
    const [first, last] = [Math.min(...places), Math.max(...places)];
    const span = last - first + 1;
    // In the outer quarters of a window a network sees too little of what is around.
    const size = Math.min(
      dims[axis],
      span <= Math.max(1, window[axis] / 2) ? window[axis] : span + Math.ceil(window[axis] / 2),
    );
    const from = Math.min(dims[axis] - size, Math.max(0, Math.round((first + last + 1 - size) / 2)));
    return { from, size };
  };
  const [i, j, k] = [along(0), along(1), along(2)];
  return { from: [i.from, j.from, k.from], size: [i.size, j.size, k.size] };
}
