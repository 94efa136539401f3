import { seededRandom } from '@scholia/core';
import { Effort } from '../effort.ts';
import { featureCount } from '../features/features.ts';
import {
  cellSpacingMm,
  cellsOf,
  labelmapOf,
  type Region,
  type RegionCells,
  regionOf,
  visitRegion,
} from '../grid/region.ts';
import { type Answer, type Case, defineMethod, OUTSIDE, Pace, SEARCH_MM, type ValuesOf, type Work } from '../method.ts';
import { refuseConstant, refuseOneSided } from '../refusals.ts';
import { cachedCodes } from './cache.ts';
import { codesOf } from './codes.ts';
import { predict } from './forest.ts';
import { draw, type Samples, samplesOf } from './samples.ts';
import { learnTree, type Tree } from './tree.ts';

const parameters = {
  trees: { type: 'number', title: 'Trees', min: 1, max: 500, step: 1, default: 32 },
  depth: { type: 'number', title: 'Depth of trees', min: 1, max: 14, step: 1, default: 10 },
  minLeaf: { type: 'number', title: 'Least samples per leaf', min: 1, max: 1000, step: 1, default: 2 },
  scales: { type: 'number', title: 'Scales', min: 1, max: 5, step: 1, default: 3 },
  finestMm: { type: 'number', title: 'Finest scale (0: found)', unit: 'mm', min: 0, max: 50, step: 0.1, default: 0 },
  seed: { type: 'number', title: 'Seed', min: 0, max: 1_000_000, step: 1, default: 1 },
  marginMm: SEARCH_MM,
  maxVoxels: { type: 'number', title: 'Most cells', min: 1000, max: 20_000_000, step: 1000, default: 2_500_000 },
} as const;

export interface ClassifierAnswer extends Answer {
  /** One less the lead of the likeliest label over the next; 0 where there was a prompt or no question. */
  readonly uncertainty: Float32Array;
}

/** Most bytes of features; a region that would need more becomes coarser. */
const MOST_BYTES = 2 ** 29;
/** Weights of a Gaussian, levels of a tree, or codes of draws, that take about 20 ms. */
const STEPS = 10_000_000;

/**
 * Learns from the prompted cells what each label and the outside look like at several scales, and labels every cell by the
 * mean of a forest of decision trees (README). Refuses 'no-foreground', 'no-background', 'constant-image'.
 */
export const pixelClassifier = defineMethod({
  name: 'pixel-classifier',
  title: 'Pixel classifier',
  asks: 'scribbles',
  parameters,
  run,
});

async function run(given: Case, values: ValuesOf<typeof parameters>, work: Work): Promise<ClassifierAnswer> {
  const { dims, spacingMm, prompts } = given;
  const pace = new Pace(work);
  const effort = new Effort(pace, STEPS);

  pace.begin('region');
  refuseOneSided(given);
  const region = regionOf(prompts, dims, spacingMm, {
    marginMm: values.marginMm,
    maxVoxels: Math.min(values.maxVoxels, Math.floor(MOST_BYTES / featureCount(values.scales))),
  });
  const content = cellsOf(region, given);
  // Coarse cells can lose the only prompts of a label.
  refuseOneSided({ ...given, prompts: content.seeds });
  refuseConstant(content.image);

  pace.begin('features');
  const cellMm = cellSpacingMm(region, spacingMm);
  const finestMm = values.finestMm || Math.min(...cellMm);
  const sigmasMm = Array.from({ length: values.scales }, (_, scale) => finestMm * 2 ** scale);
  const codes = await cachedCodes(given, region, sigmasMm, () =>
    codesOf(content.image, region.cells, cellMm, sigmasMm, effort),
  );

  pace.begin('training');
  const samples = samplesOf(content.seeds, codes);
  const trees = await learnForest(samples, values, effort);

  pace.begin('prediction');
  const { labels, doubt } = await classify(trees, samples, content, effort);

  pace.begin('mask');
  const labelmap = labelmapOf(region, given, labels);
  return { labelmap, uncertainty: onVoxels(region, given, doubt), region, elapsedMs: pace.end() };
}

async function learnForest(
  samples: Samples,
  values: ValuesOf<typeof parameters>,
  effort: Effort,
): Promise<readonly Tree[]> {
  const random = seededRandom(values.seed);
  const trees: Tree[] = [];
  while (trees.length < values.trees) {
    const draws = draw(samples, random);
    trees.push(learnTree(draws, samples.classes.length, values, random));
    if (effort.isDue(draws.codes.length * values.depth)) await effort.breathe(trees.length / values.trees);
  }
  return trees;
}

/** The likeliest label of each cell, the lower one of equals, and how little it leads. */
async function classify(trees: readonly Tree[], { classes, codes }: Samples, { seeds }: RegionCells, effort: Effort) {
  const labels = new Uint8Array(seeds.length);
  const doubt = new Float32Array(seeds.length);
  await predict(trees, classes.length, codes, effort, (first, probabilities) => {
    for (let from = 0, cell = first; from < probabilities.length; from += classes.length, cell++) {
      let best = -1;
      let next = -1;
      let label = 0;
      for (let c = 0; c < classes.length; c++) {
        const probability = probabilities[from + c];
        if (probability > best) {
          next = best;
          best = probability;
          label = classes[c];
        } else if (probability > next) next = probability;
      }
      if (seeds[cell] !== 0) label = seeds[cell];
      else doubt[cell] = 1 - (best - next);
      labels[cell] = label === OUTSIDE ? 0 : label;
    }
  });
  return { labels, doubt };
}

function onVoxels(region: Region, { dims, prompts }: Case, ofCells: Float32Array): Float32Array {
  const result = new Float32Array(prompts.length);
  visitRegion(region, dims, (at, cell) => {
    if (prompts[at] === 0) result[at] = ofCells[cell];
  });
  return result;
}
