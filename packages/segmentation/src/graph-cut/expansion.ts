import type { Pace } from '../method.ts';
import { openCells, refine } from './band.ts';
import { contrastTable, type Neighbourhood, Surroundings, waysOf } from './boundary.ts';
import { CAPACITY_SCALE, MaxFlow, STEPS, wholeCapacity } from './max-flow.ts';
import { cellAt, placeOf } from './places.ts';
import type { Level } from './pyramid.ts';

/** Cost of giving the cell at i, j, k of a level to a side (a label, or OUTSIDE), nats. */
export type SideCost = (level: Level, cell: number, i: number, j: number, k: number, side: number) => number;

/**
 * Which side each cell is on: the labelling f, with seeds as given, that makes this small,
 *
 *   E(f) = sum_p D_p(f_p)  +  lambda * sum_pq w_pq exp(-(I_p - I_q)^2 / (2 sigma^2)) [f_p != f_q]
 */
export interface ExpansionProblem {
  readonly costOf: SideCost;
  /** Labels, and OUTSIDE. */
  readonly sides: readonly number[];
  readonly lambdaMm: number;
  readonly sigma: number;
  readonly neighbourhood: Neighbourhood;
}

/** Every side has its turn so often at most; two turns of each are mostly enough. */
const TURNS = 4;

/**
 * A labelling that no expansion of any one side makes cheaper, each found exactly by a minimum cut: at most twice the least
 * energy. On the coarsest of `levels` over all cells, on each finer one within a band around the boundaries so far. Sides per
 * cell of the finest. Source: Boykov, Veksler and Zabih, "Fast Approximate Energy Minimization via Graph Cuts", PAMI 2001.
 */
export async function expand(problem: ExpansionProblem, levels: readonly Level[], pace: Pace): Promise<Uint8Array> {
  const coarsest = levels[levels.length - 1];
  let sides = await improve(problem, coarsest, cheapest(problem, coarsest), openCells(coarsest), pace);
  for (let at = levels.length - 2; at >= 0; at--) {
    await pace.breathe(1 - at / levels.length);
    const { known, open } = refine(levels[at + 1], levels[at], sides, (seed) => seed);
    sides = await improve(problem, levels[at], known, open, pace);
  }
  return sides;
}

/** Energy of a labelling of a level, in nats. Seeds cost nothing of their own. */
export function expansionEnergy(problem: ExpansionProblem, level: Level, sides: Uint8Array): number {
  const { image, seeds, cells } = level;
  const contrast = contrastTable(problem.sigma);
  const ways = waysOf(problem.neighbourhood, level.spacingMm);
  let energy = 0;
  for (let cell = 0; cell < sides.length; cell++) {
    const [i, j, k] = placeOf(cells, cell);
    if (seeds[cell] === 0) energy += problem.costOf(level, cell, i, j, k, sides[cell]);
    for (const { step, weightPerMm } of ways) {
      const other = cellAt(cells, i + step[0], j + step[1], k + step[2]);
      if (other < 0 || sides[other] === sides[cell]) continue;
      energy += problem.lambdaMm * weightPerMm * contrast(image[cell] - image[other]);
    }
  }
  return energy;
}

/** Where to begin: what is cheapest for each cell by itself. */
function cheapest({ costOf, sides }: ExpansionProblem, level: Level): Uint8Array {
  return level.seeds.map((seed, cell) => {
    if (seed !== 0) return seed;
    const [i, j, k] = placeOf(level.cells, cell);
    const costs = sides.map((side) => costOf(level, cell, i, j, k, side));
    return sides[costs.indexOf(Math.min(...costs))];
  });
}

/** Lets every side in turn expand into `open` cells, until no turn changes anything. Changes and returns `sides`. */
async function improve(
  problem: ExpansionProblem,
  level: Level,
  sides: Uint8Array,
  open: Int32Array,
  pace: Pace,
): Promise<Uint8Array> {
  let unchanged = 0;
  for (let turn = 0; turn < TURNS * problem.sides.length && unchanged < problem.sides.length; turn++) {
    const side = problem.sides[turn % problem.sides.length];
    unchanged = (await expandOne(problem, level, sides, open, side, pace)) ? 0 : unchanged + 1;
  }
  return sides;
}

/** The cheapest labelling in which some of `open` have gone over to `side`. True when any has. */
async function expandOne(
  problem: ExpansionProblem,
  level: Level,
  sides: Uint8Array,
  open: Int32Array,
  side: number,
  pace: Pace,
): Promise<boolean> {
  const others = open.filter((cell) => sides[cell] !== side);
  const flow = networkOf(problem, level, sides, others, side);
  while (!flow.run(STEPS)) await pace.breathe();
  let hasChanged = false;
  for (let node = 0; node < others.length; node++) {
    if (!flow.isSource(node)) continue;
    sides[others[node]] = side;
    hasChanged = true;
  }
  return hasChanged;
}

/** A node for each of `others`: on the source's side it goes over to `side`. */
function networkOf(
  { costOf, lambdaMm, sigma, neighbourhood }: ExpansionProblem,
  level: Level,
  sides: Uint8Array,
  others: Int32Array,
  side: number,
): MaxFlow {
  const { image, cells } = level;
  const nodes = new Int32Array(sides.length);
  for (let node = 0; node < others.length; node++) nodes[others[node]] = node + 1;
  const ways = waysOf(neighbourhood, level.spacingMm);
  const strengths = ways.map(({ weightPerMm }) => CAPACITY_SCALE * lambdaMm * weightPerMm);
  const contrast = contrastTable(sigma);
  const around = new Surroundings(cells, ways);
  const flow = new MaxFlow(others.length, 2 * ways.length);
  // What it costs to stay, and to go over.
  const stay = new Float64Array(others.length);
  const go = new Float64Array(others.length);
  for (let node = 0; node < others.length; node++) {
    const cell = others[node];
    const [i, j, k] = placeOf(cells, cell);
    const odds = costOf(level, cell, i, j, k, side) - costOf(level, cell, i, j, k, sides[cell]);
    const saved = wholeCapacity(CAPACITY_SCALE * odds);
    if (saved > 0) go[node] += saved;
    else stay[node] -= saved;
    const isInner = around.isInner(i, j, k);
    for (let direction = 0; direction < 2 * ways.length; direction++) {
      if (!isInner && !around.hasOther(i, j, k, direction)) continue;
      const other = cell + around.offsets[direction];
      const otherNode = nodes[other] - 1;
      // Two of `others` share one edge.
      if (otherNode >= 0 && direction % 2 === 1) continue;
      const weight = wholeCapacity(strengths[direction >> 1] * contrast(image[cell] - image[other]));
      const isApart = sides[cell] !== sides[other];
      if (otherNode < 0) {
        if (isApart) stay[node] += weight;
        if (sides[other] !== side) go[node] += weight;
        continue;
      }
      // Both stay: `weight` if apart. One goes: `weight`. Both go: nothing. As two terminals and an edge, all at least 0.
      stay[otherNode] += weight;
      if (!isApart) go[node] += weight;
      flow.setEdge(node, direction >> 1, otherNode, 0, isApart ? weight : 2 * weight);
    }
  }
  for (let node = 0; node < others.length; node++) flow.setTerminals(node, stay[node], go[node]);
  return flow;
}
