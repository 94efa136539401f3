import type { Dims } from '@scholia/volume';
import { squaredDistance } from '../grid/distance.ts';
import type { PerAxis } from '../grid/region.ts';
import { OUTSIDE } from '../method.ts';

/**
 * Log odds of "inside" from where the filled curves are, for each cell, nats, at most 0: `strength` * (b - f) / (b + f), with f and b
 * the distances to the nearest claim inside and outside. A filled curve says "perhaps", what is around it "no": the place speaks
 * against, never for.
 */
export function placeOdds(claims: Uint8Array, cells: Dims, cellMm: PerAxis, strength: number): Float32Array {
  const inside = squaredDistance(cells, cellMm, (cell) => claims[cell] !== 0 && claims[cell] !== OUTSIDE);
  const outside = squaredDistance(cells, cellMm, (cell) => claims[cell] === OUTSIDE);
  return Float32Array.from(inside, (square, cell) => {
    const [f, b] = [Math.sqrt(square), Math.sqrt(outside[cell])];
    if (f <= b) return 0;
    // A coarse cell may have lost the only claim inside.
    return f === Number.POSITIVE_INFINITY ? -strength : (strength * (b - f)) / (b + f);
  });
}
