import type { Dims } from '@scholia/volume';
import { ordinaryContrast } from '../graph-cut/boundary.ts';
import { type CutProblem, energyOf, exactCut } from '../graph-cut/cut.ts';
import { levelOf } from '../graph-cut/pyramid.ts';
import type { PerAxis, RegionCells } from '../grid/region.ts';
import { OUTSIDE, type Pace } from '../method.ts';
import { binsOfCells, histogramsOf, type Side, sideOf } from '../mixture/intensity-costs.ts';
import { constantImage, nothingFound, refusal } from '../refusals.ts';

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
   * Where the first mixtures are estimated: inside and outside in the values of seeds. Where it is 0 a cell never counts to
   * any mixture, so that they do not follow a cut into what nobody has drawn around.
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

/** The rounds end when one gains less than this share of the energy. */
const LEAST_GAIN = 1e-4;

/**
 * Mixtures of the intensities inside and outside, and the exact minimum cut they ask for, in turns, each lowering
 *
 *   E(x, m) = sum_p [ -ln P(I_p | m_x_p) - ln P(x_p | place) ]  +  lambdaMm * sum_pq exp(-(I_p - I_q)^2 / (2 sigma^2)) / d_pq * [x_p != x_q]
 *
 * over all cells p and face neighbours pq that are d_pq mm apart, i fastest; `cellMm` is the spacing of cells. About 70
 * bytes per cell. Refuses 'constant-image', 'no-foreground' and 'no-background' when the guess has one side only, and
 * 'nothing-found' when the cheapest is to have nothing inside of what the guess speaks of. Source: Rother, Kolmogorov and Blake, "GrabCut", SIGGRAPH 2004.
 */
export async function grabCut(
  beginning: Beginning,
  cells: Dims,
  cellMm: PerAxis,
  { lambdaMm, components, rounds }: { lambdaMm: number; components: number; rounds: number },
  pace: Pace,
): Promise<Outcome> {
  pace.begin('mixtures');
  const { image, seeds, guess, odds } = beginning;
  const level = levelOf({ image, seeds }, cells, cellMm);
  const bins = binsOfCells(image);
  const sigma = ordinaryContrast(image, cells);
  if (!bins || !(sigma > 0)) throw constantImage();
  const fixed = histogramsOf(
    bins,
    seeds.map((seed, cell) => (guess[cell] === 0 ? 0 : seed)),
  );
  let sides = guess;
  let models: { inside: Side; outside: Side } | undefined;
  let inside: Uint8Array = new Uint8Array(seeds.length);
  const energies: number[] = [];
  for (let round = 0; round < rounds; round++) {
    pace.begin('mixtures');
    await pace.breathe(round / rounds);
    const histograms = histogramsOf(bins, sides);
    if (round === 0) refuseOneSide(histograms);
    models = {
      inside: sideOf(histograms.inside, components, models?.inside),
      outside: sideOf(histograms.outside, components, models?.outside),
    };
    pace.begin('max-flow');
    await pace.breathe(round / rounds);
    const [inwards, outwards] = [models.inside.costs, models.outside.costs];
    const evidence: CutProblem['evidence'] = (_, cell) =>
      outwards[bins[cell]] - inwards[bins[cell]] + (odds ? odds[cell] : 0);
    const problem: CutProblem = { evidence, lambdaMm, sigma, neighbourhood: '6' };
    const cut = await exactCut(problem, level, pace);

    // The cut counts from what is cheaper for each cell.
    let energy = energyOf(problem, level, cut) + dot(fixed.inside, inwards) + dot(fixed.outside, outwards);
    for (let cell = 0; cell < cut.length; cell++) {
      if (seeds[cell] !== 0) continue;
      const [here, there] = odds ? [costOf(odds[cell]), costOf(-odds[cell])] : [0, 0];
      energy += Math.min(inwards[bins[cell]] + here, outwards[bins[cell]] + there);
    }
    const before = energies.at(-1) ?? Number.POSITIVE_INFINITY;
    // Mixtures are fitted to bins and bent by their prior, so a last round may gain nothing at all.
    if (energy >= before) break;
    energies.push(energy);
    inside = cut;
    sides = guess.map((side, cell) => (side === 0 ? 0 : inside[cell] === 1 ? 1 : OUTSIDE));
    if (!sides.includes(1)) throw nothingFound();
    if (before - energy < LEAST_GAIN * energy) break;
  }
  return { inside, energies };
}

/** -ln of the probability whose log odds are given. */
function costOf(logOdds: number): number {
  return logOdds > 0 ? Math.log1p(Math.exp(-logOdds)) : Math.log1p(Math.exp(logOdds)) - logOdds;
}

function refuseOneSide({ inside, outside }: { inside: Float64Array; outside: Float64Array }): void {
  const isEmpty = (counts: Float64Array) => counts.every((count) => count === 0);
  if (isEmpty(inside))
    throw refusal('no-foreground', 'Nothing is left inside. Mark less as outside, or draw around more.');
  if (isEmpty(outside))
    throw refusal('no-background', 'There is nothing outside to compare with. Draw closer around the structure.');
}

const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, value, at) => sum + value * b[at], 0);
