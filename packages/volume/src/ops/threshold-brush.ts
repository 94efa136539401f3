import type { Grid } from '../grid.ts';
import type { Labelmap } from '../labelmap.ts';
import { rasteriseStroke, type StrokeShape } from '../rasterise.ts';
import { Changes } from './changes.ts';

/**
 * A brush that paints only where the image is within a range: the stroke's voxels whose intensity lies in [low, high].
 * `intensities` in ijk order, i fastest; NaN lies in no range. `value` 0 erases. Returns changes.
 */
export function thresholdBrush(
  grid: Grid,
  stroke: StrokeShape,
  intensities: ArrayLike<number>,
  { low, high }: { readonly low: number; readonly high: number },
  value: number,
  labels: Labelmap,
): Labelmap {
  const changes = new Changes(labels);
  const [di, dj] = grid.dims;
  rasteriseStroke(grid, stroke, (i0, i1, j, k) => {
    for (let i = i0; i <= i1; i++) {
      const intensity = intensities[i + di * (j + dj * k)];
      if (intensity >= low && intensity <= high) changes.write(i, j, k, value);
    }
  });
  return changes.labelmap;
}
