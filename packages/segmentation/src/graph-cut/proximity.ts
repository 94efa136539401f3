import type { Dims } from '@scholia/volume';
import { squaredDistance } from '../grid/distance.ts';
import type { PerAxis, RegionCells } from '../grid/region.ts';
import { OUTSIDE } from '../method.ts';

/**
 * Log odds of "inside" from where the scribbles are, before any intensity is seen: `strength` * (b - f) / (b + f), with f
 * and b the distances to the nearest scribble inside and outside. Scribbles say "here", not only "this bright": without
 * it, whatever touches the structure and is as bright would join it.
 */
export function proximityOdds({ seeds }: RegionCells, cells: Dims, spacingMm: PerAxis, strength: number): Float32Array {
  const inside = squaredDistance(cells, spacingMm, (cell) => seeds[cell] !== 0 && seeds[cell] !== OUTSIDE);
  const outside = squaredDistance(cells, spacingMm, (cell) => seeds[cell] === OUTSIDE);
  return Float32Array.from(inside, (square, cell) => {
    const [f, b] = [Math.sqrt(square), Math.sqrt(outside[cell])];
    if (f + b === 0) return 0;
    // A coarse cell may have lost the only scribble of a side.
    if (f === Number.POSITIVE_INFINITY || b === Number.POSITIVE_INFINITY)
      return f < b ? strength : f > b ? -strength : 0;
    return (strength * (b - f)) / (b + f);
  });
}
