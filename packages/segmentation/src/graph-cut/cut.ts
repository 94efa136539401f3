import { connectedTo } from '../grid/connected.ts';
import { OUTSIDE, type Pace } from '../method.ts';
import { openCells, refine } from './band.ts';
import { contrastTable, type Neighbourhood, Surroundings, waysOf } from './boundary.ts';
import { CAPACITY_SCALE, MaxFlow, STEPS, wholeCapacity } from './max-flow.ts';
import { LIKELY } from './model.ts';
import { cellAt, placeOf } from './places.ts';
import type { Level } from './pyramid.ts';

/** Log odds of "inside" of the cell at i, j, k of a level, nats. */
export type Evidence = (level: Level, cell: number, i: number, j: number, k: number) => number;

/**
 * Which cells are inside (x = 1): those that make the energy least, with x of seeds given,
 *
 *   E(x) = sum_p |e_p| [x_p contradicts the sign of e_p] + lambda * sum_pq w_pq exp(-(I_p - I_q)^2 / (2 sigma^2)) [x_p != x_q]
 */
export interface CutProblem {
  readonly evidence: Evidence;
  /** Weight of the boundary, mm. */
  readonly lambdaMm: number;
  /** Difference of intensity that makes a boundary cheap. */
  readonly sigma: number;
  readonly neighbourhood: Neighbourhood;
}

/** The exact minimum on one level: 1 inside, 0 outside, for each cell. */
export function exactCut(problem: CutProblem, level: Level, pace: Pace): Promise<Uint8Array> {
  return cutWithin(problem, level, level.seeds.map(insideOf), openCells(level), pace);
}

/**
 * Nearly the minimum on the finest of `levels`: exact on the coarsest, then on each finer one exact within a band around the
 * boundary so far, and around seeds that contradict it. Islands where nothing points at `label` are dropped on the way. Source:
 * Lombaert et al., "A Multilevel Banded Graph Cuts Method for Fast Image Segmentation", ICCV 2005.
 */
export async function bandedCut(
  problem: CutProblem,
  levels: readonly Level[],
  label: number,
  pace: Pace,
): Promise<Uint8Array> {
  let inside = await exactCut(problem, levels[levels.length - 1], pace);
  for (let at = levels.length - 2; at >= 0; at--) {
    await pace.breathe(1 - at / levels.length);
    const { known, open } = refine(levels[at + 1], levels[at], withPointers(levels[at + 1], label, inside), insideOf);
    inside = await cutWithin(problem, levels[at], known, open, pace);
  }
  return inside;
}

/** The parts of a labelling (0 elsewhere) that are connected to a cell that is pointed at: nobody asked for the others. */
export const pointedAt = (level: Level, label: number, inside: Uint8Array): Uint8Array =>
  connectedTo(inside, pointersOf(level, label), level.cells);

/** The same, if any pointer is left among coarse cells: boundaries of other parts would cost time. */
function withPointers(level: Level, label: number, inside: Uint8Array): Uint8Array {
  const pointers = pointersOf(level, label);
  return pointers.length > 0 ? connectedTo(inside, pointers, level.cells) : inside;
}

/** Cells that are pointed at as a label: by a seed, or by a model that gives it a chance of over one half. */
function pointersOf({ seeds, seeded, chances }: Level, label: number): number[] {
  const pointers = Array.from(seeded).filter((cell) => seeds[cell] === label);
  const likely = chances.get(label);
  if (likely) for (let cell = 0; cell < likely.length; cell++) if (likely[cell] >= LIKELY) pointers.push(cell);
  return pointers;
}

/** Energy of a labelling (1 inside, 0 outside) of a level, in nats. Seeds cost nothing of their own. */
export function energyOf(problem: CutProblem, level: Level, inside: Uint8Array): number {
  const { image, seeds, cells } = level;
  const contrast = contrastTable(problem.sigma);
  const ways = waysOf(problem.neighbourhood, level.spacingMm);
  let energy = 0;
  for (let cell = 0; cell < inside.length; cell++) {
    const [i, j, k] = placeOf(cells, cell);
    const odds = seeds[cell] === 0 ? problem.evidence(level, cell, i, j, k) : 0;
    energy += Math.max(0, inside[cell] === 1 ? -odds : odds);
    for (const { step, weightPerMm } of ways) {
      const other = cellAt(cells, i + step[0], j + step[1], k + step[2]);
      if (other < 0 || inside[other] === inside[cell]) continue;
      energy += problem.lambdaMm * weightPerMm * contrast(image[cell] - image[other]);
    }
  }
  return energy;
}

const insideOf = (seed: number) => (seed === OUTSIDE || seed === 0 ? 0 : 1);

/** Exact for the `open` cells, which `known` is given the sides of; elsewhere it holds. */
async function cutWithin(
  problem: CutProblem,
  level: Level,
  known: Uint8Array,
  open: Int32Array,
  pace: Pace,
): Promise<Uint8Array> {
  const flow = networkOf(problem, level, known, open);
  while (!flow.run(STEPS)) await pace.breathe();
  for (let node = 0; node < open.length; node++) known[open[node]] = flow.isSource(node) ? 1 : 0;
  return known;
}

/** A node for each of `open`. What it shares with a neighbour whose side is known is part of its terminals. */
function networkOf(problem: CutProblem, level: Level, known: Uint8Array, open: Int32Array): MaxFlow {
  const { image, cells } = level;
  const nodes = new Int32Array(known.length);
  for (let node = 0; node < open.length; node++) nodes[open[node]] = node + 1;
  const ways = waysOf(problem.neighbourhood, level.spacingMm);
  const strengths = ways.map(({ weightPerMm }) => CAPACITY_SCALE * problem.lambdaMm * weightPerMm);
  const contrast = contrastTable(problem.sigma);
  const around = new Surroundings(cells, ways);
  const flow = new MaxFlow(open.length, 2 * ways.length);
  for (let node = 0; node < open.length; node++) {
    const cell = open[node];
    const [i, j, k] = placeOf(cells, cell);
    const isInner = around.isInner(i, j, k);
    const odds = wholeCapacity(CAPACITY_SCALE * problem.evidence(level, cell, i, j, k));
    let [fromSource, toSink] = [Math.max(0, odds), Math.max(0, -odds)];
    for (let direction = 0; direction < 2 * ways.length; direction++) {
      if (!isInner && !around.hasOther(i, j, k, direction)) continue;
      const other = cell + around.offsets[direction];
      const isOpen = nodes[other] > 0;
      // Two open cells share one edge.
      if (isOpen && direction % 2 === 1) continue;
      const weight = wholeCapacity(strengths[direction >> 1] * contrast(image[cell] - image[other]));
      if (isOpen) flow.setEdge(node, direction >> 1, nodes[other] - 1, weight);
      else if (known[other] === 1) fromSource += weight;
      else toSink += weight;
    }
    flow.setTerminals(node, fromSource, toSink);
  }
  return flow;
}
