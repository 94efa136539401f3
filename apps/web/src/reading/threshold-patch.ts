import { type Fold, fitStroke, type PatchTool, type WriteOptions } from '@scholia/collab';
import type { IntensityRange, Paint } from '@scholia/tools';
import type { Viewer } from '@scholia/viewer';
import { Labelmap } from '@scholia/volume';
import { thresholdBrush } from '@scholia/volume/ops';

/** A stroke that keeps to a range of intensities is a patch: what it covers depends on the image. */
export function thresholdPatch(
  { grid, labels }: Pick<Fold, 'grid' | 'labels'>,
  { intensities }: Pick<Viewer, 'intensities'>,
  { shape, value, policy, locked }: Paint,
  range: IntensityRange,
): [changes: Labelmap, options: WriteOptions & { tool: PatchTool; parameters: Record<string, number> }] {
  const stroke = fitStroke(grid, shape);
  const changes = intensities
    ? thresholdBrush(grid, stroke, intensities.voxels, storedRange(range, intensities), value, labels)
    : new Labelmap(grid.dims);
  const parameters = { low: range.low, high: range.high, radiusUm: stroke.radiusUm };
  return [changes, { tool: 'thresholdBrush', parameters, policy, locked }];
}

/** The range in the numbers that the file stores; a negative slope turns it round. */
function storedRange({ low, high }: IntensityRange, { slope, intercept }: { slope: number; intercept: number }) {
  const [a, b] = [(low - intercept) / slope, (high - intercept) / slope];
  return { low: Math.min(a, b), high: Math.max(a, b) };
}
