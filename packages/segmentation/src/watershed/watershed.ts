import type { Dims } from '@scholia/volume';
import { Effort } from '../effort.ts';
import { gradientMagnitude } from '../features/derivatives.ts';
import { gaussian } from '../features/gaussian.ts';
import { shortestMm } from '../grid/extent.ts';
import { cellSpacingMm, cellsOf, labelmapOf, type PerAxis, regionOf } from '../grid/region.ts';
import {
  type Answer,
  type Case,
  defineMethod,
  Pace,
  type Parameters,
  SEARCH_MM,
  type ValuesOf,
  type Work,
} from '../method.ts';
import { refuseConstant, refuseOneSided } from '../refusals.ts';
import { Flooding, HIGHEST } from './flooding.ts';

const parameters = {
  smoothingMm: {
    type: 'number',
    title: 'Smoothing',
    unit: 'mm',
    min: 0,
    max: 10,
    step: 0.1,
    default: 1,
    // More would blur thin borders, and none at all lets noise lead the water.
    found: (image) => 0.4 * shortestMm(image),
  },
  marginMm: SEARCH_MM,
  maxVoxels: { type: 'number', title: 'Most cells', min: 1000, max: 20_000_000, step: 1000, default: 2_000_000 },
} as const satisfies Parameters;

/** Weights of a Gaussian that take about 20 ms. */
const WEIGHTS = 10_000_000;
/** Cells flooded between two looks at the signal and the event loop: about 20 ms. */
const STEPS = 100_000;

/**
 * Watershed of the gradient magnitude (of the image convolved with a Gaussian of `smoothingMm`) from markers: water rises
 * from all prompts, and where it meets is the border. Prompts outside are a marker too. Refuses 'no-foreground',
 * 'no-background', 'constant-image'.
 */
export const watershed = defineMethod({ name: 'watershed', title: 'Watershed', asks: 'scribbles', parameters, run });

async function run(given: Case, values: ValuesOf<typeof parameters>, work: Work): Promise<Answer> {
  const { dims, spacingMm, prompts } = given;
  const pace = new Pace(work);

  pace.begin('region');
  refuseOneSided(given);
  const region = regionOf(prompts, dims, spacingMm, values);
  const content = cellsOf(region, given);
  refuseConstant(content.image);

  pace.begin('gradient');
  const cellMm = cellSpacingMm(region, spacingMm);
  const heights = await heightsOf(content.image, region.cells, cellMm, values.smoothingMm, pace);

  pace.begin('flood');
  const flooding = new Flooding(heights, content.seeds, region.cells);
  for (let flooded = STEPS; !flooding.run(STEPS); flooded += STEPS) await pace.breathe(flooded / heights.length);

  pace.begin('mask');
  return { labelmap: labelmapOf(region, given, flooding.labels()), region, elapsedMs: pace.end() };
}

/** Gradient magnitude of the smoothed image, as shares of the greatest one in whole units. */
async function heightsOf(
  image: Float32Array,
  cells: Dims,
  cellMm: PerAxis,
  smoothingMm: number,
  pace: Pace,
): Promise<Uint16Array> {
  const effort = new Effort(pace, WEIGHTS);
  const smooth = await gaussian(image, cells, cellMm, smoothingMm, effort);
  const gradient = await gradientMagnitude(smooth, cells, cellMm, effort);
  let steepest = 0;
  for (let cell = 0; cell < gradient.length; cell++) if (gradient[cell] > steepest) steepest = gradient[cell];
  // Smoothing can leave nothing of an image that was not constant.
  const scale = steepest > 0 ? HIGHEST / steepest : 0;
  const heights = new Uint16Array(gradient.length);
  for (let cell = 0; cell < heights.length; cell++) heights[cell] = Math.round(gradient[cell] * scale);
  return heights;
}
