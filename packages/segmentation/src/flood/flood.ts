import { IntervalFlood, type Intervals } from '../grid/interval-flood.ts';
import { cellSpacingMm, cellsOf, labelmapOf, regionOf } from '../grid/region.ts';
import { type Answer, type Case, defineMethod, Pace, type ValuesOf, type Work } from '../method.ts';
import { refusal, refuseConstant, refuseOutvoted, refuseUnprompted } from '../refusals.ts';
import { seedIntensity, toleranceFromNoise } from './tolerance.ts';

const parameters = {
  tolerance: { type: 'number', title: 'Tolerance (0: from noise)', min: 0, max: 100_000, step: 1, default: 0 },
  maxMl: {
    type: 'number',
    title: 'Most that a flood may take in',
    unit: 'ml',
    min: 0,
    max: 10_000,
    step: 10,
    default: 500,
  },
  marginMm: { type: 'number', title: 'Search distance (0: found)', unit: 'mm', min: 0, max: 500, step: 5, default: 50 },
  maxVoxels: { type: 'number', title: 'Most cells', min: 1000, max: 20_000_000, step: 1000, default: 4_000_000 },
} as const;

export interface FloodAnswer extends Answer {
  /** Tolerance of each label asked for, in their order, in intensity units. */
  readonly tolerances: readonly number[];
}

/** Cells flooded between two looks at the signal and the event loop: about 20 ms. */
const STEPS = 400_000;

/**
 * Floods from the prompts of each label, through faces, over voxels with |I_p - I_seed| <= tolerance; I_seed is the median
 * of the label's prompts. No background is needed; prompts of anything else are walls. Refuses 'no-foreground',
 * 'constant-image', 'leak'.
 */
export const flood = defineMethod({ name: 'flood', title: 'Flood', asks: 'inside', parameters, run });

async function run(given: Case, values: ValuesOf<typeof parameters>, work: Work): Promise<FloodAnswer> {
  const { dims, spacingMm, prompts, labels } = given;
  const pace = new Pace(work);

  pace.begin('region');
  refuseUnprompted(given);
  const region = regionOf(prompts, dims, spacingMm, values);
  const content = cellsOf(region, given);
  refuseConstant(content.image);
  refuseOutvoted(content.seeds, labels);

  pace.begin('tolerance');
  const intervals: Intervals = { low: new Float64Array(256), high: new Float64Array(256) };
  const tolerances = labels.map((label) => {
    const centre = seedIntensity(content, label);
    const tolerance = values.tolerance || toleranceFromNoise(content, region.cells, label, centre);
    intervals.low[label] = centre - tolerance;
    intervals.high[label] = centre + tolerance;
    return tolerance;
  });

  pace.begin('flood');
  const spread = new IntervalFlood(content, region.cells, intervals);
  const cellMl = cellSpacingMm(region, spacingMm).reduce((product, mm) => product * mm, 1 / 1000);
  for (let isDone = false; !isDone; ) {
    isDone = spread.run(STEPS);
    labels.forEach((label, n) => {
      if (spread.counts[label] * cellMl > values.maxMl) throw leak(label, values.maxMl, tolerances[n]);
    });
    if (!isDone) await pace.breathe();
  }

  pace.begin('mask');
  return { labelmap: labelmapOf(region, given, spread.labels()), tolerances, region, elapsedMs: pace.end() };
}

const leak = (label: number, maxMl: number, tolerance: number) =>
  refusal(
    'leak',
    `More than ${maxMl} ml were flooded, so something else is probably part of it. Lower the tolerance below ${Number(tolerance.toPrecision(2))}, or draw a line outside where it got out.`,
    { label, maxMl, tolerance },
  );
