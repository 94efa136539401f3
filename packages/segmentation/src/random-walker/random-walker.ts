import { cellSpacingMm, cellsOf, labelmapOf, regionOf, visitRegion } from '../grid/region.ts';
import { type Answer, type Case, defineMethod, OUTSIDE, Pace, SEARCH_MM, type ValuesOf, type Work } from '../method.ts';
import { refuseConstant, refuseOneSided } from '../refusals.ts';
import { walk } from './walk.ts';

const parameters = {
  beta: { type: 'number', title: 'Weight of contrast', min: 0, max: 100, step: 0.5, default: 20 },
  tolerance: { type: 'number', title: 'Tolerance', min: 0.000_001, max: 0.1, step: 0.000_001, default: 0.001 },
  marginMm: SEARCH_MM,
  maxVoxels: { type: 'number', title: 'Most cells', min: 1000, max: 20_000_000, step: 1000, default: 1_000_000 },
} as const;

/**
 * Gives each voxel the label, or the outside, whose prompts a random walker meets first most often (README has the weights).
 * Uncertainty is the entropy of those chances. Refuses 'no-foreground', 'no-background', 'constant-image'.
 */
export const randomWalker = defineMethod({
  name: 'random-walker',
  title: 'Random walker',
  asks: 'scribbles',
  parameters,
  run,
});

async function run(given: Case, values: ValuesOf<typeof parameters>, work: Work): Promise<Answer> {
  const { dims, spacingMm, image, prompts } = given;
  const pace = new Pace(work);

  pace.begin('region');
  refuseOneSided(given);
  const region = regionOf(prompts, dims, spacingMm, values);
  const content = cellsOf(region, given);
  refuseConstant(content.image);

  pace.begin('walk');
  const { sides, uncertainty: ofCells } = await walk(
    content,
    region.cells,
    cellSpacingMm(region, spacingMm),
    values,
    pace,
  );

  pace.begin('mask');
  const labelmap = labelmapOf(
    region,
    given,
    sides.map((side) => (side === OUTSIDE ? 0 : side)),
  );
  const uncertainty = new Float32Array(image.length);
  visitRegion(region, dims, (at, cell) => {
    if (prompts[at] === 0) uncertainty[at] = ofCells[cell];
  });
  return { labelmap, uncertainty, region, elapsedMs: pace.end() };
}
