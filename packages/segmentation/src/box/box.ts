import { cellSpacingMm, cellsOf, labelmapOf, regionOf } from '../grid/region.ts';
import { type Answer, type Case, defineMethod, OUTSIDE, Pace, type ValuesOf, type Work } from '../method.ts';
import { refuseUnprompted } from '../refusals.ts';
import { grabCut, grabCutParameters } from './grab-cut.ts';
import { largestPart } from './largest-part.ts';

const parameters = {
  ...grabCutParameters,
  // What lies further away says little about what is next to the structure, and may be as bright.
  marginMm: { type: 'number', title: 'Compare within', unit: 'mm', min: 1, max: 500, step: 1, default: 10 },
  maxVoxels: { type: 'number', title: 'Most cells', min: 1000, max: 20_000_000, step: 1000, default: 1_000_000 },
} as const;

/**
 * Segments what is in a filled box per label. Here the voxels of a label say "somewhere in here", not "inside": all other
 * voxels are surely outside, and so is what is marked OUTSIDE within the box. Keeps the largest part. README has the
 * energy; refusals are those of `grabCut`.
 */
export const box = defineMethod({ name: 'box', title: 'Box', asks: 'box', parameters, run });

async function run(given: Case, values: ValuesOf<typeof parameters>, work: Work): Promise<Answer> {
  const { dims, spacingMm, prompts, labels } = given;
  const pace = new Pace(work);

  pace.begin('region');
  refuseUnprompted(given, 'There is no box of this label. Draw one around the structure first.');
  const boxes = prompts.map((prompt) => (labels.includes(prompt) ? prompt : 0));
  const region = regionOf(boxes, dims, spacingMm, values);
  const { image: means, seeds: claims } = cellsOf(region, given);
  const labelsOfCells = new Uint8Array(claims.length);
  for (const label of labels) {
    const guess = claims.map((claim) => (claim === label ? label : OUTSIDE));
    const seeds = claims.map((claim) => (claim === label ? 0 : OUTSIDE));
    const cellMm = cellSpacingMm(region, spacingMm);
    const { inside } = await grabCut({ image: means, seeds, guess }, region.cells, cellMm, values, pace);
    pace.begin('mask');
    largestPart(inside, region.cells).forEach((isInside, cell) => {
      if (isInside === 1) labelsOfCells[cell] = label;
    });
  }
  // Coarse cells reach beyond the box; what is outside of it stays outside.
  const outside = boxes.map((label) => (label === 0 ? OUTSIDE : 0));
  const labelmap = labelmapOf(region, { ...given, prompts: outside }, labelsOfCells);
  return { labelmap, region, elapsedMs: pace.end() };
}
