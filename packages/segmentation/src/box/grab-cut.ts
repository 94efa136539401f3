import type { Dims } from '@scholia/volume';
import { ordinaryContrast } from '../graph-cut/boundary.ts';
import { bandedCut, energyOf, exactCut } from '../graph-cut/cut.ts';
import { type Level, pyramidOf } from '../graph-cut/pyramid.ts';
import type { PerAxis, RegionCells } from '../grid/region.ts';
import { OUTSIDE, type Pace } from '../method.ts';
import { binsOfCells, type Histograms, histogramsOf } from '../mixture/intensity-costs.ts';
import { constantImage, nothingFound, refusal } from '../refusals.ts';
import { spread } from './between-levels.ts';
import { type Game, learn, leastCostOf, type Models, problemOf, sidesOf } from './round.ts';
import { windowOf } from './window.ts';

/** Parameters of every method that ends in these rounds. */
export const grabCutParameters = {
  lambdaMm: { type: 'number', title: 'Smoothness', unit: 'mm', min: 0, max: 20, step: 0.5, default: 2 },
  components: { type: 'number', title: 'Most Gaussians per side', min: 1, max: 20, step: 1, default: 5 },
  rounds: { type: 'number', title: 'Most rounds', min: 1, max: 20, step: 1, default: 5 },
} as const;

/** What is known before the first round. */
export interface Beginning extends RegionCells {
  /** OUTSIDE where surely outside, 0 where the cuts decide, another value where surely inside. */
  readonly seeds: Uint8Array;
  /**
   * Where the first mixtures are estimated: inside and outside in the values of seeds, nowhere inside where seeds are outside. Where
   * it is 0 a cell never counts to any mixture, so that they do not follow a cut into what nobody has drawn around.
   */
  readonly guess: Uint8Array;
  /** Log odds of "inside" by place, before any intensity is seen. Even unless given. */
  readonly odds?: Float32Array | undefined;
}

export interface Outcome {
  /** 1 inside, 0 outside, per cell. */
  readonly inside: Uint8Array;
  /** Energy after each round, in nats. */
  readonly energies: readonly number[];
}

/** What a cell that is surely inside is a seed of: here it is of no matter which label. */
const INSIDE = 1;
/** The rounds end when one gains less than this share of the energy. */
const LEAST_GAIN = 1e-4;
/** The first rounds cut at most so many blocks, unless fewer than FEWEST of them would be where the structure may be. */
const COARSEST = 12_000;
const FEWEST = 2_000;

/**
 * Mixtures of the intensities inside and outside, and the least cut they ask for, in turns, each lowering
 *
 *   E(x, m) = sum_p [ -ln P(I_p | m_x_p) - ln P(x_p | place) ]  +  lambdaMm * sum_pq exp(-(I_p - I_q)^2 / (2 sigma^2)) / d_pq * [x_p != x_q]
 *
 * over all cells p and face neighbours pq that are d_pq mm apart, i fastest; `cellMm` is the spacing of cells. The first rounds cut
 * blocks of cells, until the mixtures have settled; those after them refine the cut within a band (`bandedCut`), and are
 * exact where there are no more than COARSEST cells. About 70 bytes per cell. Refuses 'constant-image', 'no-foreground' and
 * 'no-background' when the guess has one side only, and 'nothing-found' when the cheapest is to have nothing inside of what
 * the guess speaks of. Source: Rother, Kolmogorov and Blake, "GrabCut", SIGGRAPH 2004.
 */
export async function grabCut(
  beginning: Beginning,
  cells: Dims,
  cellMm: PerAxis,
  { lambdaMm, components, rounds }: { lambdaMm: number; components: number; rounds: number },
  pace: Pace,
): Promise<Outcome> {
  pace.begin('mixtures');
  const bins = binsOfCells(beginning.image);
  const sigma = ordinaryContrast(beginning.image, cells);
  if (!bins || !(sigma > 0)) throw constantImage();
  const all = histogramsOf(bins, beginning.guess);
  refuseOneSide(all);

  // All that is surely outside need not be cut.
  const window = windowOf(beginning.seeds, cells);
  const image = window.crop(beginning.image);
  const part = {
    seeds: window.crop(beginning.seeds).map((seed) => (seed === 0 || seed === OUTSIDE ? seed : INSIDE)),
    guess: window.crop(beginning.guess),
    odds: beginning.odds && window.crop(beginning.odds),
    bins: window.crop(bins),
  };
  const beyond = difference(all, histogramsOf(part.bins, part.guess));
  const game: Game = { ...part, beyond, components, rounds, problem: { lambdaMm, sigma, neighbourhood: '6' } };

  const levels = pyramidOf({ image, seeds: part.seeds }, window.cells, cellMm, coarsestOf(part.guess));
  const settled = levels.length > 1 ? await settle(game, levels, pace) : part.guess;
  // What is smaller than a block is lost among blocks, so all cells are cut at once.
  const isLost = !settled.includes(1);
  const { inside, energies } = await play(
    game,
    isLost ? levels.slice(0, 1) : levels,
    isLost ? part.guess : settled,
    pace,
  );
  return { inside: window.paste(inside), energies };
}

/** Most cells of the coarsest level. */
function coarsestOf(guess: Uint8Array): number {
  let inside = 0;
  for (const side of guess) if (side !== 0 && side !== OUTSIDE) inside++;
  return Math.max(COARSEST, (FEWEST * guess.length) / inside);
}

/** Rounds on the coarsest level, until no block changes sides: the sides of all cells, without a 1 when nothing is found. */
async function settle(game: Game, levels: readonly Level[], pace: Pace): Promise<Uint8Array> {
  let sides = game.guess;
  let models: Models | undefined;
  let before: Uint8Array | undefined;
  for (let round = 0; round < game.rounds; round++) {
    models = await learn(game, sides, models, round, pace);
    const cut = await exactCut(problemOf(game, models, levels), levels[levels.length - 1], pace);
    if (before && cut.every((is, block) => is === before?.[block])) break;
    before = cut;
    sides = sidesOf(game, spread(cut, levels));
    if (!sides.includes(1)) break;
  }
  return sides;
}

/** Rounds on the finest level, from the given sides on. */
async function play(game: Game, levels: readonly Level[], start: Uint8Array, pace: Pace): Promise<Outcome> {
  let sides = start;
  let models: Models | undefined;
  let inside: Uint8Array = new Uint8Array(sides.length);
  const energies: number[] = [];
  for (let round = 0; round < game.rounds; round++) {
    models = await learn(game, sides, models, round, pace);
    const problem = problemOf(game, models, levels);
    const cut = await bandedCut(problem, levels, INSIDE, pace);
    const energy = energyOf(problem, levels[0], cut) + leastCostOf(game, models);
    const before = energies.at(-1) ?? Number.POSITIVE_INFINITY;
    // Mixtures are fitted to bins and bent by their prior, and bands miss what is far: a last round may gain nothing at all.
    if (energy >= before) break;
    energies.push(energy);
    inside = cut;
    sides = sidesOf(game, inside);
    if (!sides.includes(1)) throw nothingFound();
    if (before - energy < LEAST_GAIN * energy) break;
  }
  return { inside, energies };
}

function refuseOneSide({ inside, outside }: Histograms): void {
  const isEmpty = (counts: Float64Array) => counts.every((count) => count === 0);
  if (isEmpty(inside))
    throw refusal('no-foreground', 'Nothing is left inside. Mark less as outside, or draw around more.');
  if (isEmpty(outside))
    throw refusal('no-background', 'There is nothing outside to compare with. Draw closer around the structure.');
}

function difference(all: Histograms, part: Histograms): Histograms {
  const minus = (a: Float64Array, b: Float64Array) => a.map((count, bin) => count - b[bin]);
  return { inside: minus(all.inside, part.inside), outside: minus(all.outside, part.outside) };
}
