import { type Dims, voxelCount } from '@scholia/volume';
import { type Beginning, grabCut, grabCutParameters } from '../box/grab-cut.ts';
import { connectedTo } from '../grid/connected.ts';
import { squaredDistance } from '../grid/distance.ts';
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
import { refuseUnprompted } from '../refusals.ts';
import { outlinesOf } from './outlines.ts';
import { placeOdds } from './place-odds.ts';

const parameters = {
  ...grabCutParameters,
  proximity: { type: 'number', title: 'Closeness to curves', min: 0, max: 20, step: 1, default: 5 },
  marginMm: { type: 'number', title: 'Reach (0: found)', unit: 'mm', min: 0, max: 500, step: 1, default: 0 },
  maxVoxels: { type: 'number', title: 'Most cells', min: 1000, max: 20_000_000, step: 1000, default: 1_000_000 },
} as const;

/**
 * Segments what closed curves are drawn around, each in a slice perpendicular to one axis. As with a box, the voxels of a label
 * say "somewhere in here": on and in a curve may be inside, the rest of its slice is outside, and other slices may have
 * the structure within `marginMm` of a filled curve. Where structures overlap, the label asked for first has them. Refuses
 * 'open-curve', and what `grabCut` refuses.
 */
export const closedCurve = defineMethod({
  name: 'closed-curve',
  title: 'Closed curve',
  asks: 'outline',
  parameters,
  run,
});

async function run(given: Case, values: ValuesOf<typeof parameters>, work: Work): Promise<Answer> {
  const { dims, spacingMm, prompts, labels } = given;
  const pace = new Pace(work);

  pace.begin('region');
  refuseUnprompted(given, 'There is no curve of this label. Draw one around the structure first.');
  const outlines = labels.map((label) => outlinesOf(prompts, label, dims, spacingMm));
  const reachMm = outlines.map(({ extentMm }) => values.marginMm || extentMm / 2);
  const curves = prompts.map((prompt) => (labels.includes(prompt) ? prompt : 0));
  const { maxVoxels } = values;
  const region = regionOf(curves, dims, spacingMm, { marginMm: Math.max(...reachMm), maxVoxels });
  const cellMm = cellSpacingMm(region, spacingMm);
  /** Prompts but for the curves themselves, which are only where to look. */
  const corrections = prompts.map((prompt) => (prompt === 0 || labels.includes(prompt) ? 0 : OUTSIDE));
  const labelsOfCells = new Uint8Array(voxelCount(region.cells));
  for (const [n, label] of labels.entries()) {
    pace.begin('region');
    await pace.breathe();
    const claims = outlines[n].claims.map((claim, at) => (corrections[at] === OUTSIDE ? OUTSIDE : claim));
    const content = cellsOf(region, { ...given, prompts: claims });
    const beginning = beginningOf(content, labelsOfCells, region.cells, cellMm, reachMm[n], values.proximity);
    const { inside } = await grabCut(beginning, region.cells, cellMm, values, pace);
    pace.begin('mask');
    const kept = connectedTo(inside, cellsWithSeed(content.seeds, label), region.cells);
    for (let cell = 0; cell < kept.length; cell++) if (kept[cell] === 1) labelsOfCells[cell] = label;
  }
  const labelmap = labelmapOf(region, { ...given, prompts: corrections }, labelsOfCells);
  return { labelmap, region, elapsedMs: pace.end() };
}

/**
 * What is known of cells. `claims` are the label in filled curves, and OUTSIDE or 0. Cells that another label has `taken`, or
 * that are out of reach, are outside too.
 */
function beginningOf(
  { image, seeds: claims }: RegionCells,
  taken: Uint8Array,
  cells: Dims,
  cellMm: PerAxis,
  reachMm: number,
  proximity: number,
): Beginning {
  const squares = squaredDistance(cells, cellMm, (cell) => claims[cell] !== 0 && claims[cell] !== OUTSIDE);
  const guess = claims.map((claim, cell) => (taken[cell] === 0 || claim === 0 ? claim : OUTSIDE));
  const seeds = guess.map((claim, cell) =>
    claim === OUTSIDE || taken[cell] !== 0 || squares[cell] > reachMm ** 2 ? OUTSIDE : 0,
  );
  const odds = placeOdds(claims, cells, cellMm, proximity);
  return { image, seeds, guess, odds };
}
