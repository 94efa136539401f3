import { assert } from '@scholia/core';
import { voxelCount } from '@scholia/volume';
import { squaredDistance } from '../grid/distance.ts';
import { type Region, visitRegion } from '../grid/region.ts';
import { type Case, OUTSIDE } from '../method.ts';
import { betweenLevels } from './between-levels.ts';
import type { SideCost } from './expansion.ts';
import type { Level, LevelContent } from './pyramid.ts';

/** The chance of each label, by label: 0 to 255 for each cell, 255 is certain. Empty without a model. */
export type Chances = ReadonlyMap<number, Uint8Array>;

/** A model that says so is believed in part only: no chance counts as less, or as more than 1 less this. */
const LEAST_CHANCE = 0.02;
/** How far from a scribble that contradicts it a model is doubted: share of the radius of a ball as large as what it finds. */
const DOUBT = 0.4;
/** From this chance on a model is sure, of 255. */
const SURE = 230;

/** Over one half, of 255. */
export const LIKELY = 128;

/** Chances on the cells of a region: means over their voxels. */
export function chancesIn(region: Region, { dims, labels, chances }: Case): Chances {
  if (chances === undefined) return new Map();
  assert(chances.length === labels.length, 'a model gives a chance to each of the labels that are asked for');
  assert(
    chances.every(({ length }) => length === voxelCount(dims)),
    'chances fill the grid',
  );
  const count = voxelCount(region.cells);
  const voxels = new Uint16Array(count);
  visitRegion(region, dims, (_, cell) => {
    voxels[cell]++;
  });
  return new Map(
    chances.map((of, n) => {
      const sums = new Float32Array(count);
      visitRegion(region, dims, (at, cell) => {
        sums[cell] += of[at];
      });
      return [labels[n], Uint8Array.from(sums, (sum, cell) => Math.round(sum / voxels[cell]))];
    }),
  );
}

/** The prompts, and a label wherever the model gives it a chance of over one half: what the answer will be about. */
export function prompted({ prompts, labels, chances = [] }: Case): Uint8Array {
  if (chances.length === 0) return prompts;
  const result = prompts.slice();
  for (const [n, of] of chances.entries())
    for (let at = 0; at < of.length; at++) if (result[at] === 0 && of[at] >= LIKELY) result[at] = labels[n];
  return result;
}

/**
 * The side of which a model is sure, for each cell; 0 where of none. Of a side of which it is nowhere sure, where it gives it more than
 * half. Undefined without a model.
 */
export function sureSides({ seeds, chances }: LevelContent): Uint8Array | undefined {
  if (!chances?.size) return undefined;
  const outside = seeds.map((_, cell) => outsideOf(chances, cell));
  const sure = new Uint8Array(seeds.length);
  for (const [side, of] of [...chances, [OUTSIDE, outside] as const]) {
    const least = of.some((chance) => chance >= SURE) ? SURE : LIKELY;
    for (let cell = 0; cell < sure.length; cell++) if (of[cell] >= least) sure[cell] = side;
  }
  return sure;
}

/**
 * What a model says: for a cell and a side, -`weight` * trust * ln(chance of the side), nats; that of OUTSIDE is what the labels leave.
 * Around scribbles that contradict it the model is trusted less:
 *
 *   trust = 1 - exp(-d^2 / (2 r^2)), d mm from the nearest such scribble, r = DOUBT * the radius of a ball as large as what it finds
 */
export function modelCosts(levels: readonly Level[], weight: number): SideCost {
  const coarsest = levels[levels.length - 1];
  const costs = Float64Array.from(
    { length: 256 },
    (_, chance) => -weight * Math.log(Math.min(1 - LEAST_CHANCE, Math.max(LEAST_CHANCE, chance / 255))),
  );
  const trusts = trustOf(coarsest);
  const trust = trusts && betweenLevels(trusts, levels, levels.length - 1);
  return (level, cell, i, j, k, side) => {
    const cost = costs[chanceOf(level, cell, side)];
    return trust ? trust(level, cell, i, j, k) * cost : cost;
  };
}

/** Undefined where no scribble contradicts the model: it is trusted everywhere. */
function trustOf(level: Level): Float32Array | undefined {
  const { seeds, seeded, cells, spacingMm, chances } = level;
  const wrong = new Set(seeded.filter((cell) => chanceOf(level, cell, seeds[cell]) < LIKELY));
  if (wrong.size === 0) return undefined;
  let likely = 0;
  for (const of of chances.values()) for (const chance of of) if (chance >= LIKELY) likely++;
  const foundMm3 = (likely / chances.size) * spacingMm[0] * spacingMm[1] * spacingMm[2];
  const radiusMm = DOUBT * Math.cbrt((3 * foundMm3) / (4 * Math.PI));
  // A model that finds nothing is doubted nowhere but at the scribbles.
  const steepness = radiusMm > 0 ? 1 / (2 * radiusMm ** 2) : Number.POSITIVE_INFINITY;
  return Float32Array.from(
    squaredDistance(cells, spacingMm, (cell) => wrong.has(cell)),
    (d2) => (d2 > 0 ? 1 - Math.exp(-d2 * steepness) : 0),
  );
}

/** 0 to 255. */
const chanceOf = ({ chances }: Level, cell: number, side: number): number =>
  chances.get(side)?.[cell] ?? outsideOf(chances, cell);

function outsideOf(chances: Chances, cell: number): number {
  let left = 255;
  for (const of of chances.values()) left -= of[cell];
  return Math.max(0, left);
}
