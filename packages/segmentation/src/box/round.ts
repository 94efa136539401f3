import type { CutProblem } from '../graph-cut/cut.ts';
import type { Level } from '../graph-cut/pyramid.ts';
import { OUTSIDE, type Pace } from '../method.ts';
import { type Histograms, histogramsOf, type Side, sideOf } from '../mixture/intensity-costs.ts';
import { pooledEvidence } from './between-levels.ts';

/** What stays the same from round to round, for each cell of the part of the grid that is cut. */
export interface Game {
  readonly seeds: Uint8Array;
  readonly guess: Uint8Array;
  readonly odds: Float32Array | undefined;
  readonly bins: Uint16Array;
  /** Of the cells beyond that part. */
  readonly beyond: Histograms;
  readonly components: number;
  readonly rounds: number;
  readonly problem: Omit<CutProblem, 'evidence'>;
}

export interface Models {
  readonly inside: Side;
  readonly outside: Side;
}

/** The mixtures of the given sides, from the former ones on. */
export async function learn(
  { bins, beyond, components, rounds }: Game,
  sides: Uint8Array,
  former: Models | undefined,
  round: number,
  pace: Pace,
): Promise<Models> {
  pace.begin('mixtures');
  await pace.breathe(round / rounds);
  const { inside, outside } = histogramsOf(bins, sides);
  const models = {
    inside: sideOf(sum(inside, beyond.inside), components, former?.inside),
    outside: sideOf(sum(outside, beyond.outside), components, former?.outside),
  };
  pace.begin('max-flow');
  await pace.breathe(round / rounds);
  return models;
}

/** What the mixtures ask for, on every level. */
export function problemOf(
  { bins, odds, problem }: Game,
  { inside, outside }: Models,
  levels: readonly Level[],
): CutProblem {
  const ofBins = outside.costs.map((cost, bin) => cost - inside.costs[bin]);
  const ofCells = new Float32Array(bins.length);
  for (let cell = 0; cell < ofCells.length; cell++) ofCells[cell] = ofBins[bins[cell]] + (odds ? odds[cell] : 0);
  return { ...problem, evidence: pooledEvidence(ofCells, levels) };
}

/** Only cells that the guess speaks of are learned from. */
export const sidesOf = ({ guess }: Game, inside: Uint8Array) =>
  guess.map((side, cell) => (side === 0 ? 0 : inside[cell] === 1 ? 1 : OUTSIDE));

/** What all cells cost at least, whichever side they are on: the cut counts from there. Seeds cost what their side costs. */
export function leastCostOf({ bins, seeds, guess, odds, beyond }: Game, models: Models): number {
  const [inwards, outwards] = [models.inside.costs, models.outside.costs];
  let cost = dot(beyond.inside, inwards) + dot(beyond.outside, outwards);
  for (let cell = 0; cell < bins.length; cell++) {
    const bin = bins[cell];
    if (seeds[cell] === 0) {
      const [here, there] = odds ? [costOf(odds[cell]), costOf(-odds[cell])] : [0, 0];
      cost += Math.min(inwards[bin] + here, outwards[bin] + there);
    } else if (guess[cell] !== 0) cost += (seeds[cell] === OUTSIDE ? outwards : inwards)[bin];
  }
  return cost;
}

/** -ln of the probability whose log odds are given. */
function costOf(logOdds: number): number {
  return logOdds > 0 ? Math.log1p(Math.exp(-logOdds)) : Math.log1p(Math.exp(logOdds)) - logOdds;
}

const sum = (a: Float64Array, b: Float64Array) => a.map((value, at) => value + b[at]);
const dot = (a: Float64Array, b: Float64Array) => a.reduce((total, value, at) => total + value * b[at], 0);
