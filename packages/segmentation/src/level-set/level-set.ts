import { Effort } from '../effort.ts';
import { cellSpacingMm, cellsOf, labelmapOf, type Region, type RegionCells, regionOf } from '../grid/region.ts';
import { type Answer, type Case, defineMethod, Pace, SEARCH_MM, type ValuesOf, type Work } from '../method.ts';
import { refusal } from '../refusals.ts';
import { Contour } from './contour.ts';
import { pushOf } from './push.ts';
import { startOf } from './start.ts';

const parameters = {
  betaMm: { type: 'number', title: 'Smoothness', unit: 'mm', min: 0, max: 20, step: 0.1, default: 0.3 },
  iterations: { type: 'number', title: 'Most steps', min: 1, max: 5000, step: 10, default: 1000 },
  seedMm: {
    type: 'number',
    title: 'Radius to start from (0: found)',
    unit: 'mm',
    min: 0,
    max: 100,
    step: 0.5,
    default: 0,
  },
  windowMm: { type: 'number', title: 'Window (0: found)', unit: 'mm', min: 0, max: 20, step: 0.1, default: 0 },
  bins: { type: 'number', title: 'Bins of the histograms', min: 8, max: 256, step: 1, default: 32 },
  marginMm: SEARCH_MM,
  maxVoxels: { type: 'number', title: 'Most cells', min: 1000, max: 20_000_000, step: 1000, default: 2_500_000 },
} as const;

export interface LevelSetAnswer extends Answer {
  /** Steps that each label's contour took, in the order of `labels`. */
  readonly steps: readonly number[];
}

/** Steps between two looks at how much has changed. */
const LOOK_EVERY = 10;
/**
 * A contour rests when, from one look to the next, no more cells changed sides than this share of those at the front, which
 * could have moved by about three cells. In noise some always waver.
 */
const RESTING = 0.02;
/** Window, as a share of the shortest edge of a cell, when nobody says. */
const WINDOW = 0.5;
/** Weights of a Gaussian, and cells of the front, that take about 20 ms. */
const WINDOW_STEPS = 10_000_000;
const FRONT_STEPS = 40_000;

/**
 * Moves a contour from what is drawn, or from balls around the prompts, until it rests where inside and outside are as likely
 * (README). Labels come one after the other, and none enters an earlier one. Refuses 'no-foreground', 'no-background',
 * 'constant-image'.
 */
export const levelSet = defineMethod({
  name: 'level-set',
  title: 'Level set',
  asks: 'inside',
  usesDrawn: true,
  parameters,
  run,
});

async function run(given: Case, values: ValuesOf<typeof parameters>, work: Work): Promise<LevelSetAnswer> {
  const { dims, spacingMm, labels } = given;
  const pace = new Pace(work);

  pace.begin('region');
  const marks = marksOf(given);
  const region = regionOf(marks, dims, spacingMm, values);
  const content = cellsOf(region, given);

  const taken = new Uint8Array(content.seeds.length);
  const steps: number[] = [];
  for (const label of labels) steps.push(await takeCells(taken, label, given, region, content, values, pace));

  pace.begin('mask');
  return { labelmap: labelmapOf(region, given, taken), region, steps, elapsedMs: pace.end() };
}

/** Prompts, and what is drawn with a label that is asked for. Refuses labels that have neither. */
function marksOf({ prompts, drawn, labels }: Case): Uint8Array {
  const isAsked = new Set(labels);
  const marks = prompts.map((prompt, at) => {
    if (prompt !== 0 || drawn === undefined) return prompt;
    return isAsked.has(drawn[at]) ? drawn[at] : 0;
  });
  const missing = labels.find((label) => !marks.includes(label));
  if (missing !== undefined)
    throw refusal(
      'no-foreground',
      'This label has nothing to start from. Scribble inside the structure, or draw a first outline of it.',
      { label: missing },
    );
  return marks;
}

/** Writes a label to the cells that its contour ends up with, and says how many steps it took. */
async function takeCells(
  taken: Uint8Array,
  label: number,
  given: Case,
  region: Region,
  content: RegionCells,
  values: ValuesOf<typeof parameters>,
  pace: Pace,
): Promise<number> {
  pace.begin('push');
  const start = startOf(given, region, content, taken, label, values.seedMm);
  // All that was drawn can have gone to earlier labels.
  if (!start.inside.includes(1)) return 0;
  const cellMm = cellSpacingMm(region, given.spacingMm);
  const windowMm = values.windowMm || WINDOW * Math.min(...cellMm);
  const window = { cells: region.cells, cellMm, windowMm, bins: values.bins };
  const push = await pushOf(content, start, label, window, new Effort(pace, WINDOW_STEPS));

  pace.begin('contour');
  const contour = new Contour(start.inside, start.hard, region.cells, cellMm);
  const sides = start.inside.slice();
  const effort = new Effort(pace, FRONT_STEPS);
  let steps = 0;
  while (steps < values.iterations) {
    contour.step(push, values.betaMm);
    steps++;
    if (effort.isDue(contour.frontLength)) await effort.breathe(steps / values.iterations);
    if (steps % LOOK_EVERY !== 0) continue;
    if (update(sides, contour.phi) <= RESTING * contour.frontLength) break;
  }
  update(sides, contour.phi);
  for (let cell = 0; cell < taken.length; cell++) if (sides[cell] !== 0) taken[cell] = label;
  return steps;
}

/** Writes 1 to `sides` where phi is inside, else 0, and says how many cells that changes. */
function update(sides: Uint8Array, phi: Float32Array): number {
  let changed = 0;
  for (let cell = 0; cell < sides.length; cell++) {
    const side = phi[cell] < 0 ? 1 : 0;
    if (sides[cell] !== side) changed++;
    sides[cell] = side;
  }
  return changed;
}
