import type { Fold, PatchTool, WriteOptions } from '@scholia/collab';
import type { SeedPaint } from '@scholia/tools';
import type { Viewer } from '@scholia/viewer';
import type { Labelmap } from '@scholia/volume';
import { fillVoxels, floodFill } from '@scholia/volume/ops';

/** More voxels than any organ has: the fill has run out through a leak. */
const LIMIT = 2_000_000;
/** Without a range of one's own, what looks like the seed: a tenth of the window to either side. */
const SHARE_OF_WINDOW = 0.1;

export type SeedPatch =
  | {
      readonly type: 'Patch';
      readonly changes: Labelmap;
      readonly options: WriteOptions & { tool: PatchTool; parameters: Record<string, number> };
    }
  | { readonly type: 'Refused'; readonly message: string };

/** Fills from a seed through connected voxels whose intensity is in the range, or near the seed's. */
export function seedPatch(
  { grid, labels }: Pick<Fold, 'grid' | 'labels'>,
  { intensities, view }: Pick<Viewer, 'intensities' | 'view'>,
  { seed, axis, value, policy, locked, range }: SeedPaint,
): SeedPatch {
  if (!intensities || !view) return { type: 'Refused', message: 'The image is still being loaded.' };
  const { voxels, slope, intercept } = intensities;
  const at = (index: number) => voxels[index] * slope + intercept;
  const [i, j, k] = seed;
  const centre = at(i + grid.dims[0] * (j + grid.dims[1] * k));
  const reach = SHARE_OF_WINDOW * (view.window.max - view.window.min);
  const { low, high } = range ?? { low: centre - reach, high: centre + reach };
  const accepts = (index: number) => {
    const intensity = at(index);
    return intensity >= low && intensity <= high;
  };
  const flood = floodFill(grid.dims, { seed, accepts, axis, limit: LIMIT });
  switch (flood.type) {
    case 'Nothing':
      return { type: 'Refused', message: 'This voxel is outside of the range of intensities.' };
    case 'Leaked':
      return {
        type: 'Refused',
        message: 'The fill ran out into too much of the image. Narrow the intensities, or fill slice by slice.',
      };
    case 'Filled': {
      const where: Record<string, number> = axis === undefined ? {} : { axis };
      const parameters = { low, high, i, j, k, ...where };
      const changes = fillVoxels(labels, flood.voxels, value);
      return { type: 'Patch', changes, options: { tool: 'floodFill', parameters, policy, locked } };
    }
  }
}
