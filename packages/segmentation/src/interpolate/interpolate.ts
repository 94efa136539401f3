import { assert } from '@scholia/core';
import { voxelCount } from '@scholia/volume';
import { cellSpacingMm, cellsOf, coarsened, labelmapOf, meaningOf, visitRegion } from '../grid/region.ts';
import { type Answer, type Case, defineMethod, OUTSIDE, Pace, type ValuesOf, type Work } from '../method.ts';
import { walk } from '../random-walker/walk.ts';
import { refusal } from '../refusals.ts';
import { fillBetweenShapes } from './between-shapes.ts';
import { type Axis, boxAround, type DrawnSlices, drawnSlices, settledWithin } from './drawn-slices.ts';

const parameters = {
  method: { type: 'choice', title: 'Follow', choices: ['shape', 'image'], default: 'shape' },
  axis: { type: 'choice', title: 'Slices across', choices: ['auto', 'i', 'j', 'k'], default: 'auto' },
  beta: { type: 'number', title: 'Weight of contrast (image)', min: 0, max: 100, step: 0.5, default: 8 },
  marginMm: { type: 'number', title: 'Search distance (image)', unit: 'mm', min: 0, max: 500, step: 5, default: 10 },
  maxVoxels: {
    type: 'number',
    title: 'Most cells (image)',
    min: 1000,
    max: 20_000_000,
    step: 1000,
    default: 1_000_000,
  },
} as const;

/** How exact the chances of the random walker are. */
const TOLERANCE = 0.001;

/**
 * Fills the slices between drawn ones, by shape or by a random walker through the image (README). What is drawn or prompted
 * stays. Refuses 'nothing-drawn': a label that is nowhere drawn, or fewer than two drawn slices.
 */
export const interpolate = defineMethod({
  name: 'interpolate',
  title: 'Between slices',
  asks: 'slices',
  usesDrawn: true,
  parameters,
  run,
});

type Filled = Pick<Answer, 'labelmap' | 'region' | 'uncertainty'>;

async function run(given: Case, values: ValuesOf<typeof parameters>, work: Work): Promise<Answer> {
  const { dims, image, prompts, drawn, labels } = given;
  const count = voxelCount(dims);
  assert(image.length === count && prompts.length === count, 'image and prompts fill the grid');
  assert(drawn === undefined || drawn.length === count, 'what is drawn fills the grid');
  const pace = new Pace(work);

  pace.begin('slices');
  const axis = values.axis === 'auto' ? 'auto' : (['i', 'j', 'k'].indexOf(values.axis) as Axis);
  const found = drawnSlices(refuseUndrawn(given), labels, dims, axis);
  if (found.slices.length < 2)
    throw refusal(
      'nothing-drawn',
      'Only one slice is drawn, so there is nothing to fill. Draw a second one some slices away first.',
      { label: labels[0] },
    );
  const filled =
    values.method === 'shape' ? await byShape(given, found, pace) : await byImage(given, found, values, pace);

  const meaning = meaningOf(labels);
  for (let at = 0; at < count; at++)
    if (prompts[at] !== 0) filled.labelmap[at] = meaning[prompts[at]] === OUTSIDE ? 0 : prompts[at];
  return { ...filled, elapsedMs: pace.end() };
}

/** What is drawn; throws unless every label that is asked for is. */
function refuseUndrawn({ drawn, labels }: Case): Uint8Array {
  const seen = new Set<number>(drawn);
  const missing = labels.find((label) => !seen.has(label));
  if (drawn !== undefined && missing === undefined) return drawn;
  throw refusal('nothing-drawn', 'Nothing is drawn with this label. Draw it in two slices or more first.', {
    label: missing,
  });
}

async function byShape(given: Case, found: DrawnSlices, pace: Pace): Promise<Filled> {
  const { dims, spacingMm } = given;
  const { axis, slices } = found;
  const box = boxAround(found, dims, spacingMm, 0);
  const prompts = settledWithin(box, found, given);
  pace.begin('shape');
  const cells = new Uint8Array(voxelCount(box.cells));
  visitRegion(box, dims, (at, cell) => {
    cells[cell] = prompts[at] === OUTSIDE ? 0 : prompts[at];
  });
  const first = box.from[axis];
  await fillBetweenShapes(
    cells,
    box.cells,
    spacingMm,
    axis,
    slices.map((slice) => slice - first),
    pace,
  );
  return { labelmap: labelmapOf(box, { ...given, prompts }, cells), region: box };
}

async function byImage(
  given: Case,
  found: DrawnSlices,
  { marginMm, maxVoxels, beta }: ValuesOf<typeof parameters>,
  pace: Pace,
): Promise<Filled> {
  const { dims, spacingMm } = given;
  const box = boxAround(found, dims, spacingMm, marginMm);
  const settled = { ...given, prompts: settledWithin(box, found, given) };
  const region = coarsened(box, spacingMm, maxVoxels);
  pace.begin('walk');
  const content = cellsOf(region, settled);
  const cellMm = cellSpacingMm(region, spacingMm);
  const { sides, uncertainty: ofCells } = await walk(
    content,
    region.cells,
    cellMm,
    { beta, tolerance: TOLERANCE },
    pace,
  );
  const labelsOfCells = sides.map((side) => (side === OUTSIDE ? 0 : side));
  const uncertainty = new Float32Array(settled.prompts.length);
  visitRegion(region, dims, (at, cell) => {
    if (settled.prompts[at] === 0) uncertainty[at] = ofCells[cell];
  });
  return { labelmap: labelmapOf(region, settled, labelsOfCells), region, uncertainty };
}
