import { GeodesicFront } from '../geodesic/geodesic-front.ts';
import { OUTSIDE, type Pace } from '../method.ts';
import type { Level } from './pyramid.ts';

/** Waiting cells looked at between two looks at the signal and the event loop: about 20 ms. */
const STEPS = 100_000;

/**
 * Log odds of "inside" from where the scribbles are, for each cell: `strength` * (b - f) / (b + f), with f and b the geodesic
 * distances to the nearest scribble inside and outside. Scribbles say "here", not only "this bright": without it, whatever touches
 * the structure and is as bright would join it. Paths that cross contrast are longer, so that it stops at boundaries rather than
 * half-way. Source: Price, Morse and Cohen, "Geodesic Graph Cut for Interactive Image Segmentation", CVPR 2010.
 */
export async function proximityOdds(
  { image, seeds, cells, spacingMm }: Level,
  { strength, mmPerIntensity }: { readonly strength: number; readonly mmPerIntensity: number },
  pace: Pace,
): Promise<Float32Array> {
  const front = new GeodesicFront(cells, spacingMm, image, mmPerIntensity);
  const distances = async (isStart: (cell: number) => boolean) => {
    const found = new Float32Array(seeds.length);
    front.start(isStart);
    while (!front.advance(STEPS)) await pace.breathe();
    front.visitDistances((mm, cell) => {
      found[cell] = mm;
    });
    return found;
  };
  const outside = await distances((cell) => seeds[cell] === OUTSIDE);
  const inside = await distances((cell) => seeds[cell] !== 0 && seeds[cell] !== OUTSIDE);
  return inside.map((f, cell) => {
    const b = outside[cell];
    if (f === b) return 0;
    // A coarse cell may have lost the only scribble of a side.
    if (f === Number.POSITIVE_INFINITY || b === Number.POSITIVE_INFINITY) return f < b ? strength : -strength;
    return (strength * (b - f)) / (b + f);
  });
}
