import { longestMm } from '../grid/extent.ts';
import { cellSpacingMm, cellsOf, labelmapOf, regionOf } from '../grid/region.ts';
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
import { LeastCost } from './least-cost.ts';

const parameters = {
  locality: {
    type: 'number',
    title: 'Closeness to seeds',
    unit: '1/mm',
    min: 0,
    max: 10,
    step: 0.001,
    default: 0.02,
    // From one end of the image to the other costs as much as one and a half standard deviations.
    found: (image) => 1.5 / longestMm(image),
  },
  marginMm: SEARCH_MM,
  maxVoxels: { type: 'number', title: 'Most cells', min: 1000, max: 20_000_000, step: 1000, default: 2_000_000 },
} as const satisfies Parameters;

/** Cells settled between two looks at the signal and the event loop: about 20 ms. */
const STEPS = 30_000;

/**
 * Several labels compete for each voxel: it goes to the prompt with the cheapest path to it. A step from p to q costs
 * |I_p - I_q| / sigma + locality * d_pq, with sigma the standard deviation of the region's intensities and d_pq in mm (see
 * LeastCost). Refuses 'no-foreground', 'no-background', 'constant-image'.
 */
export const growFromSeeds = defineMethod({
  name: 'grow-from-seeds',
  title: 'Grow from seeds',
  asks: 'scribbles',
  parameters,
  run,
});

async function run(given: Case, values: ValuesOf<typeof parameters>, work: Work): Promise<Answer> {
  const { dims, spacingMm, prompts } = given;
  const pace = new Pace(work);

  pace.begin('region');
  refuseOneSided(given);
  const region = regionOf(prompts, dims, spacingMm, values);
  const content = cellsOf(region, given);
  refuseConstant(content.image);

  pace.begin('grow');
  const cost = { perIntensity: 1 / standardDeviation(content.image), perMm: values.locality };
  const growth = new LeastCost(content, region.cells, cellSpacingMm(region, spacingMm), cost);
  for (let settled = STEPS; !growth.run(STEPS); settled += STEPS)
    await pace.breathe(Math.min(1, settled / content.seeds.length));

  pace.begin('mask');
  return { labelmap: labelmapOf(region, given, growth.labels()), region, elapsedMs: pace.end() };
}

function standardDeviation(values: Float32Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}
