import { cellSpacingMm, cellsOf, labelmapOf, regionOf, visitRegion } from '../grid/region.ts';
import { type Answer, type Case, defineMethod, OUTSIDE, Pace, SEARCH_MM, type ValuesOf, type Work } from '../method.ts';
import { constantImage, refuseOneSided } from '../refusals.ts';
import { GeodesicFront } from './geodesic-front.ts';

const parameters = {
  contrastMm: { type: 'number', title: 'Cost of contrast', unit: 'mm', min: 0, max: 200, step: 5, default: 50 },
  marginMm: SEARCH_MM,
  maxVoxels: { type: 'number', title: 'Most cells', min: 1000, max: 20_000_000, step: 1000, default: 3_000_000 },
} as const;

/** Waiting cells looked at between two looks at the signal and the event loop: about 20 ms. */
const STEPS = 100_000;

/**
 * Gives each voxel the label, or the outside, whose prompts are nearest along paths through alike intensities (README has the
 * metric). Uncertainty is the least distance over the second least. Refuses 'no-foreground', 'no-background', 'constant-image'.
 */
export const geodesic = defineMethod({
  name: 'geodesic',
  title: 'Geodesic distance',
  asks: 'scribbles',
  parameters,
  run,
});

async function run(given: Case, values: ValuesOf<typeof parameters>, work: Work): Promise<Answer> {
  const { dims, spacingMm, image, prompts, labels } = given;
  const pace = new Pace(work);

  pace.begin('region');
  refuseOneSided(given);
  const region = regionOf(prompts, dims, spacingMm, values);
  const content = cellsOf(region, given);
  const contrast = standardDeviation(content.image);
  if (!(contrast > 0)) throw constantImage();

  pace.begin('distance');
  const cellMm = cellSpacingMm(region, spacingMm);
  const front = new GeodesicFront(region.cells, cellMm, content.image, values.contrastMm / contrast);
  const count = content.seeds.length;
  const nearest = new Uint8Array(count);
  const leastMm = new Float64Array(count).fill(Number.POSITIVE_INFINITY);
  const secondMm = new Float64Array(count).fill(Number.POSITIVE_INFINITY);
  const sides = [OUTSIDE, ...labels];
  for (const [n, side] of sides.entries()) {
    front.start((cell) => content.seeds[cell] === side);
    while (!front.advance(STEPS)) await pace.breathe(n / sides.length);
    front.visitDistances((mm, cell) => {
      if (mm < leastMm[cell]) {
        secondMm[cell] = leastMm[cell];
        leastMm[cell] = mm;
        nearest[cell] = side === OUTSIDE ? 0 : side;
      } else if (mm < secondMm[cell]) secondMm[cell] = mm;
    });
    await pace.breathe((n + 1) / sides.length);
  }

  pace.begin('mask');
  const labelmap = labelmapOf(region, given, nearest);
  const uncertainty = new Float32Array(image.length);
  visitRegion(region, dims, (at, cell) => {
    if (prompts[at] === 0) uncertainty[at] = leastMm[cell] / secondMm[cell];
  });
  return { labelmap, uncertainty, region, elapsedMs: pace.end() };
}

/** Of all values, in two passes, so that an offset costs no digits. */
function standardDeviation(values: Float32Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  const mean = sum / values.length;
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  return Math.sqrt(squares / values.length);
}
