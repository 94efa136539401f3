import type { Dims } from '@scholia/volume';
import { grabCut, grabCutParameters } from '../box/grab-cut.ts';
import { connectedTo } from '../grid/connected.ts';
import {
  cellSpacingMm,
  cellsOf,
  cellsWithSeed,
  labelmapOf,
  type PerAxis,
  type RegionCells,
  regionOf,
} from '../grid/region.ts';
import { type Answer, type Case, defineMethod, OUTSIDE, Pace, type ValuesOf, type Work } from '../method.ts';
import { refusal, refuseUnprompted } from '../refusals.ts';
import { boxOf, type Extremes, extremesOf } from './extremes.ts';
import { leastCostPath } from './least-cost-path.ts';
import { slownessOf } from './slowness.ts';

const parameters = {
  ...grabCutParameters,
  marginMm: { type: 'number', title: 'Compare within', unit: 'mm', min: 1, max: 500, step: 1, default: 10 },
  maxVoxels: { type: 'number', title: 'Most cells', min: 1000, max: 20_000_000, step: 1000, default: 1_000_000 },
} as const;

const FEWEST = 4;
const HOW = 'Mark the structure where it ends: leftmost, rightmost, front, back, top and bottom.';

/**
 * Segments what ends at the marked points, at least four per label and best six: their bounding box is where it lies, the
 * points and the paths between opposite ones are surely inside, and the rest is as for a box. Where structures overlap, the
 * label asked for first has them. README has the sources. Refuses 'too-few-points', and what `grabCut` refuses.
 */
export const extremePoints = defineMethod({
  name: 'extreme-points',
  title: 'Extreme points',
  asks: 'points',
  parameters,
  run,
});

async function run(given: Case, values: ValuesOf<typeof parameters>, work: Work): Promise<Answer> {
  const { dims, spacingMm, prompts, labels } = given;
  const pace = new Pace(work);

  pace.begin('region');
  refuseUnprompted(given, HOW);
  const points = prompts.map((prompt) => (labels.includes(prompt) ? prompt : 0));
  const region = regionOf(points, dims, spacingMm, values);
  const cellMm = cellSpacingMm(region, spacingMm);
  const content = cellsOf(region, given);
  const labelsOfCells = new Uint8Array(content.seeds.length);
  for (const label of labels) {
    const extremes = extremesOf(prompts, label, dims, region);
    if (extremes.count < FEWEST) throw refusal('too-few-points', `Four points are needed at least. ${HOW}`, { label });
    const isOpen = (cell: number) => content.seeds[cell] === 0 && labelsOfCells[cell] === 0;
    const guess = boxOf(extremes, region.cells).map((isInBox, cell) =>
      content.seeds[cell] === label || (isInBox === 1 && isOpen(cell)) ? label : OUTSIDE,
    );
    const seeds = await seedsOf(content, guess, label, extremes, region.cells, cellMm, pace);
    const { inside } = await grabCut({ image: content.image, seeds, guess }, region.cells, cellMm, values, pace);
    pace.begin('mask');
    connectedTo(inside, cellsWithSeed(seeds, label), region.cells).forEach((isInside, cell) => {
      if (isInside === 1) labelsOfCells[cell] = label;
    });
  }
  return { labelmap: labelmapOf(region, given, labelsOfCells), region, elapsedMs: pace.end() };
}

/** The points and the paths between opposite ones are the label, what is not open is OUTSIDE. */
async function seedsOf(
  content: RegionCells,
  guess: Uint8Array,
  label: number,
  { pairs }: Extremes,
  cells: Dims,
  cellMm: PerAxis,
  pace: Pace,
): Promise<Uint8Array> {
  pace.begin('paths');
  const seeds = guess.map((side, cell) => (side === OUTSIDE ? OUTSIDE : content.seeds[cell]));
  const slowness = slownessOf(content.image, cells, cellMm, (cell) => guess[cell] === label);
  for (const [from, to] of pairs) {
    await pace.breathe();
    for (const cell of await leastCostPath(slowness, cells, cellMm, from, to, pace)) seeds[cell] = label;
  }
  return seeds;
}
