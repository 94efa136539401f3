import { must } from '@scholia/core';
import { cellSpacingMm, cellsOf, labelmapOf, type Region, regionOf } from '../grid/region.ts';
import {
  type Answer,
  type Case,
  defaultsOf,
  defineMethod,
  OUTSIDE,
  Pace,
  SEARCH_MM,
  type ValuesOf,
  type Work,
} from '../method.ts';
import { constantImage, refuseOneSided, refuseOutvoted, refuseUnprompted } from '../refusals.ts';
import { betweenLevels } from './between-levels.ts';
import { ordinaryContrast } from './boundary.ts';
import { bandedCut, type CutProblem, type Evidence, energyOf, exactCut, pointedAt } from './cut.ts';
import { expand, type SideCost } from './expansion.ts';
import { featureCosts } from './feature-costs.ts';
import { histogramCosts, mixtureCosts } from './likelihood.ts';
import { chancesIn, modelCosts, prompted } from './model.ts';
import { type Level, pyramidOf } from './pyramid.ts';
import { walkerCosts } from './walker-costs.ts';
import { windowed } from './window.ts';

const parameters = {
  likelihood: {
    type: 'choice',
    title: 'Likelihood by',
    choices: ['histogram', 'mixture', 'features'],
    default: 'histogram',
  },
  components: { type: 'number', title: 'Most Gaussians', min: 1, max: 20, step: 1, default: 5 },
  bins: { type: 'number', title: 'Bins of the histograms', min: 8, max: 256, step: 1, default: 64 },
  lambdaMm: { type: 'number', title: 'Smoothness', unit: 'mm', min: 0, max: 20, step: 0.5, default: 4 },
  modelWeight: { type: 'number', title: 'Weight of the model', min: 0, max: 5, step: 0.25, default: 1.5 },
  proximity: { type: 'number', title: 'Weight of the place', min: 0, max: 5, step: 0.25, default: 1 },
  neighbours: { type: 'choice', title: 'Neighbours', choices: ['6', '26'], default: '6' },
  search: { type: 'choice', title: 'Search', choices: ['banded', 'exact'], default: 'banded' },
  marginMm: SEARCH_MM,
  maxVoxels: { type: 'number', title: 'Most cells', min: 1000, max: 50_000_000, step: 1000, default: 10_000_000 },
} as const;
type Values = ValuesOf<typeof parameters>;

/** Cells of the level that is solved as a whole, and on which the walkers walk. */
const COARSEST = 40_000;

const NOWHERE =
  'The model finds this label nowhere, and nothing is scribbled with it. Draw a line inside the structure first.';

/**
 * Segments labels from scribbles: likelihoods by look and place, contrast-weighted boundary, minimum cut; several labels by
 * alpha-expansion. Refines what a model makes of them, where the case has its chances (README has the energies). Refuses 'no-foreground', 'no-background', 'constant-image'.
 */
export const graphCut = defineMethod({
  name: 'graph-cut',
  title: 'Graph cut',
  asks: 'scribbles',
  usesChances: true,
  parameters,
  run,
});

async function run(given: Case, values: Values, work: Work): Promise<Answer> {
  const pace = new Pace(work);
  const { region, levels } = look(given, values, pace);
  const [label] = given.labels;
  const isAlone = given.labels.length === 1;
  const sides = isAlone
    ? (await cutOne(levels, label, values, pace)).inside
    : await cutAll(levels, given.labels, values, pace);

  pace.begin('mask');
  const kept = new Uint8Array(sides.length);
  for (const one of given.labels) {
    const part = pointedAt(levels[0], one, isAlone ? sides : sides.map((side) => (side === one ? 1 : 0)));
    for (let cell = 0; cell < kept.length; cell++) if (part[cell] !== 0) kept[cell] = one;
  }
  return { labelmap: labelmapOf(region, given, kept), region, elapsedMs: pace.end() };
}

/** The region, at all resolutions that the search needs, finest first. */
function look(given: Case, values: Values, pace: Pace): { readonly region: Region; readonly levels: readonly Level[] } {
  const { dims, spacingMm, labels, chances } = given;
  pace.begin('region');
  const wanted = prompted(given);
  if (chances) refuseUnprompted({ ...given, prompts: wanted }, NOWHERE);
  else refuseOneSided(given);
  const region = regionOf(wanted, dims, spacingMm, values);
  const content = windowed({ ...cellsOf(region, given), chances: chancesIn(region, given) });
  if (!chances) refuseOutvoted(content.seeds, labels);
  return { region, levels: pyramidOf(content, region.cells, cellSpacingMm(region, spacingMm), COARSEST) };
}

/** One label against everything else: nearly, or exactly, the least energy. */
async function cutOne(levels: readonly Level[], label: number, values: Values, pace: Pace) {
  const { costOf, places, sigma } = await learn(levels, [label, OUTSIDE], values, pace);
  const odds = betweenLevels(
    places[1].map((cost, cell) => cost - places[0][cell]),
    levels,
    levels.length - 1,
  );
  const evidence: Evidence = (level, cell, i, j, k) =>
    costOf(level, cell, i, j, k, OUTSIDE) - costOf(level, cell, i, j, k, label) + odds(level, cell, i, j, k);
  const problem: CutProblem = { evidence, lambdaMm: values.lambdaMm, sigma, neighbourhood: values.neighbours };
  pace.begin('max-flow');
  const inside =
    values.search === 'banded'
      ? await bandedCut(problem, levels, label, pace)
      : await exactCut(problem, levels[0], pace);
  return { problem, inside };
}

/** Several labels at once, each against every other. */
async function cutAll(levels: readonly Level[], labels: readonly number[], values: Values, pace: Pace) {
  const [{ seeds, seeded, chances }] = levels;
  const hasOutside = chances.size > 0 || seeded.some((cell) => seeds[cell] === OUTSIDE);
  const sides = hasOutside ? [OUTSIDE, ...labels] : labels;
  const { costOf, places, sigma } = await learn(levels, sides, values, pace);
  const placed = new Map(sides.map((side, n) => [side, betweenLevels(places[n], levels, levels.length - 1)]));
  const withPlace: SideCost = (level, cell, i, j, k, side) =>
    costOf(level, cell, i, j, k, side) + must(placed.get(side), 'it is a side')(level, cell, i, j, k);
  pace.begin('max-flow');
  const problem = { costOf: withPlace, sides, lambdaMm: values.lambdaMm, sigma, neighbourhood: values.neighbours };
  return await expand(problem, values.search === 'banded' ? levels : levels.slice(0, 1), pace);
}

/** What is known of each side: costs by look and by the model, and by place on the coarsest level. */
async function learn(levels: readonly Level[], sides: readonly number[], values: Values, pace: Pace) {
  pace.begin('likelihood');
  const [finest] = levels;
  const byLook = await likelihoodOf(levels, sides, values, pace);
  const sigma = ordinaryContrast(finest.image, finest.cells);
  if (!byLook || !(sigma > 0)) throw constantImage();
  const hasModel = finest.chances.size > 0;
  const byModel = modelCosts(levels, values.modelWeight);
  const costOf: SideCost = hasModel
    ? (level, cell, i, j, k, side) => byLook(level, cell, side) + byModel(level, cell, i, j, k, side)
    : (level, cell, _i, _j, _k, side) => byLook(level, cell, side);
  // Beside a model, scribbles lie where it was wrong, so they do not say where else each side is.
  const proximity = hasModel ? 0 : values.proximity;
  return { costOf, sigma, places: await walkerCosts(levels[levels.length - 1], sides, proximity, pace) };
}

function likelihoodOf(levels: readonly Level[], sides: readonly number[], values: Values, pace: Pace) {
  switch (values.likelihood) {
    case 'histogram':
      return histogramCosts(levels[0], sides, values.bins);
    case 'mixture':
      return mixtureCosts(levels[0], sides, values.components);
    case 'features':
      return featureCosts(levels, sides, values.bins, pace);
  }
}

/** Energies, in nats, of what the banded and the exact search answer for one label; to hold one against the other. */
export async function energiesOfSearches(given: Case): Promise<{ readonly banded: number; readonly exact: number }> {
  const [label] = given.labels;
  const energy = async (search: Values['search']) => {
    const values = { ...defaultsOf(graphCut), search };
    const pace = new Pace({});
    const { levels } = look(given, values, pace);
    const { problem, inside } = await cutOne(levels, label, values, pace);
    return energyOf(problem, levels[0], pointedAt(levels[0], label, inside));
  };
  return { banded: await energy('banded'), exact: await energy('exact') };
}
