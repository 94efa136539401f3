import { assert } from '@scholia/core';
import { voxelCount } from '@scholia/volume';
import { cellSpacingMm, cellsOf, labelmapOf, type Region, regionOf } from '../grid/region.ts';
import { type Answer, type Case, defaultsOf, defineMethod, Pace, type ValuesOf, type Work } from '../method.ts';
import { constantImage, refuseOneSided } from '../refusals.ts';
import { betweenLevels } from './between-levels.ts';
import { ordinaryContrast } from './boundary.ts';
import { bandedCut, type CutProblem, energyOf, exactCut, pointedAt } from './cut.ts';
import { histogramOdds, mixtureOdds } from './likelihood.ts';
import { type Level, pyramidOf } from './pyramid.ts';
import { walkerOdds } from './walker-odds.ts';

const parameters = {
  likelihood: { type: 'choice', title: 'Intensities by', choices: ['histogram', 'mixture'], default: 'histogram' },
  components: { type: 'number', title: 'Most Gaussians', min: 1, max: 20, step: 1, default: 5 },
  bins: { type: 'number', title: 'Bins of the histograms', min: 8, max: 256, step: 1, default: 64 },
  lambdaMm: { type: 'number', title: 'Smoothness', unit: 'mm', min: 0, max: 20, step: 0.5, default: 4 },
  proximity: { type: 'number', title: 'Weight of the place', min: 0, max: 5, step: 0.25, default: 1 },
  neighbours: { type: 'choice', title: 'Neighbours', choices: ['6', '26'], default: '6' },
  search: { type: 'choice', title: 'Search', choices: ['banded', 'exact'], default: 'banded' },
  marginMm: { type: 'number', title: 'Search distance (0: found)', unit: 'mm', min: 0, max: 500, step: 5, default: 0 },
  maxVoxels: { type: 'number', title: 'Most cells', min: 1000, max: 50_000_000, step: 1000, default: 10_000_000 },
} as const;
type Values = ValuesOf<typeof parameters>;

/** Cells of the level that is solved as a whole, and on which the walkers walk. */
const COARSEST = 40_000;

/**
 * Segments one label from scribbles: histogram likelihoods, contrast-weighted boundary, minimum cut (README has the energy).
 * Refuses 'no-foreground', 'no-background', 'constant-image'.
 */
export const graphCut = defineMethod({ name: 'graph-cut', title: 'Graph cut', asks: 'scribbles', parameters, run });

async function run(given: Case, values: Values, work: Work): Promise<Answer> {
  const pace = new Pace(work);
  const [label] = given.labels;
  const { region, levels, inside } = await solve(given, values, pace);
  pace.begin('mask');
  const labelsOfCells = pointedAt(levels[0], inside).map((is) => is * label);
  const labelmap = labelmapOf(region, given, labelsOfCells);
  return { labelmap, region, elapsedMs: pace.end() };
}

interface Solution {
  readonly region: Region;
  /** Finest first. */
  readonly levels: readonly Level[];
  readonly problem: CutProblem;
  /** 1 inside, 0 outside, for each cell of the finest level, before islands are dropped. */
  readonly inside: Uint8Array;
}

/** The cut itself. */
async function solve(given: Case, values: Values, pace: Pace): Promise<Solution> {
  const { dims, spacingMm, image, prompts, labels } = given;
  assert(image.length === voxelCount(dims) && prompts.length === image.length, 'image and prompts fill the grid');
  assert(labels.length === 1, 'one label');
  pace.begin('region');
  refuseOneSided(given);
  const region = regionOf(prompts, dims, spacingMm, values);
  const levels = pyramidOf(cellsOf(region, given), region.cells, cellSpacingMm(region, spacingMm), COARSEST);
  pace.begin('likelihood');
  const problem = await problemOf(levels, values, pace);
  pace.begin('max-flow');
  const isBanded = values.search === 'banded';
  const inside = isBanded ? await bandedCut(problem, levels, pace) : await exactCut(problem, levels[0], pace);
  return { region, levels, problem, inside };
}

async function problemOf(
  levels: readonly Level[],
  { likelihood, components, bins, lambdaMm, proximity, neighbours }: Values,
  pace: Pace,
): Promise<CutProblem> {
  const [{ image, cells }] = levels;
  const intensityOdds =
    likelihood === 'histogram' ? histogramOdds(levels[0], bins) : mixtureOdds(levels[0], components);
  const sigma = ordinaryContrast(image, cells);
  if (!intensityOdds || !(sigma > 0)) throw constantImage();
  const on = levels.length - 1;
  const placeOdds = betweenLevels(await walkerOdds(levels[on], proximity, pace), levels, on);
  return {
    evidence: (level, cell, i, j, k) => intensityOdds(level.image[cell]) + placeOdds(level, cell, i, j, k),
    lambdaMm,
    sigma,
    neighbourhood: neighbours,
  };
}

/** Energies, in nats, of what the banded and the exact search answer; to hold one against the other. */
export async function energiesOfSearches(given: Case): Promise<{ readonly banded: number; readonly exact: number }> {
  const energy = async (search: Values['search']) => {
    const { problem, levels, inside } = await solve(given, { ...defaultsOf(graphCut), search }, new Pace({}));
    return energyOf(problem, levels[0], pointedAt(levels[0], inside));
  };
  return { banded: await energy('banded'), exact: await energy('exact') };
}
