import type { Dims } from '@scholia/volume';
import { intensitiesAround } from '../grid/around-seeds.ts';
import { IntervalFlood, type Intervals } from '../grid/interval-flood.ts';
import { cellsOf, labelmapOf, type RegionCells, regionOf } from '../grid/region.ts';
import { type Answer, type Case, defineMethod, Pace, type ValuesOf, type Work } from '../method.ts';
import { refuseConstant, refuseOutvoted, refuseUnprompted } from '../refusals.ts';
import { type Confidence, confidenceOf, intensitiesOf } from './confidence.ts';

const parameters = {
  multiplier: { type: 'number', title: 'Standard deviations', min: 0, max: 10, step: 0.1, default: 2.5 },
  iterations: { type: 'number', title: 'Times to estimate again', min: 0, max: 20, step: 1, default: 4 },
  marginMm: { type: 'number', title: 'Search distance (0: found)', unit: 'mm', min: 0, max: 500, step: 5, default: 50 },
  maxVoxels: { type: 'number', title: 'Most cells', min: 1000, max: 20_000_000, step: 1000, default: 4_000_000 },
} as const;

export interface GrownAnswer extends Answer {
  /** What the last growth accepted for each label asked for, in their order, in intensity units. */
  readonly confidences: readonly Confidence[];
}

/** Cells grown between two looks at the signal and the event loop: about 20 ms. */
const STEPS = 400_000;

/**
 * Grows from the prompts of each label, through faces, over voxels with |I_p - m| <= multiplier * s. First m and s are mean
 * and standard deviation of the prompts and the 26 cells around each, then of what was accepted, until they stay or
 * `iterations` are over. No background is needed; prompts of anything else are walls. Refuses 'no-foreground',
 * 'constant-image'.
 * Source: ConfidenceConnectedImageFilter of ITK (Ibanez, Schroeder, Ng and Cates, "The ITK Software Guide", Kitware 2005).
 */
export const regionGrowing = defineMethod({
  name: 'region-growing',
  title: 'Region growing',
  asks: 'inside',
  parameters,
  run,
});

async function run(given: Case, values: ValuesOf<typeof parameters>, work: Work): Promise<GrownAnswer> {
  const { dims, spacingMm, prompts, labels } = given;
  const pace = new Pace(work);

  pace.begin('region');
  refuseUnprompted(given);
  const region = regionOf(prompts, dims, spacingMm, values);
  const content = cellsOf(region, given);
  refuseConstant(content.image);
  refuseOutvoted(content.seeds, labels);

  pace.begin('grow');
  let confidences = labels.map((label) =>
    confidenceOf(intensitiesAround(content, region.cells, label), values.multiplier),
  );
  let grown = await grow(content, region.cells, intervalsOf(labels, confidences), pace);
  for (let iteration = 0; iteration < values.iterations; iteration++) {
    await pace.breathe((iteration + 1) / (values.iterations + 1));
    const before = confidences;
    confidences = labels.map((label) => confidenceOf(intensitiesOf(label, grown, content.image), values.multiplier));
    if (confidences.every(({ low, high }, n) => low === before[n].low && high === before[n].high)) break;
    grown = await grow(content, region.cells, intervalsOf(labels, confidences), pace);
  }

  pace.begin('mask');
  return { labelmap: labelmapOf(region, given, grown), confidences, region, elapsedMs: pace.end() };
}

/** One growth from the prompts. */
async function grow(content: RegionCells, cells: Dims, intervals: Intervals, pace: Pace): Promise<Uint8Array> {
  const flood = new IntervalFlood(content, cells, intervals);
  while (!flood.run(STEPS)) await pace.breathe();
  return flood.labels();
}

function intervalsOf(labels: readonly number[], confidences: readonly Confidence[]): Intervals {
  const intervals = { low: new Float64Array(256), high: new Float64Array(256) };
  labels.forEach((label, n) => {
    intervals.low[label] = confidences[n].low;
    intervals.high[label] = confidences[n].high;
  });
  return intervals;
}
