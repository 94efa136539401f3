import type { Pace } from '../method.ts';
import { WalkSystem } from '../random-walker/walk-system.ts';
import type { Level } from './pyramid.ts';

/** Weight of contrast in the walk, and how exact the chances need be, beside what is cut off their ends. */
const BETA = 8;
const TOLERANCE = 0.01;
const LEAST_CHANCE = 0.01;
/** Cells swept between two looks at the signal and the event loop: about 20 ms. */
const SWEPT = 2_000_000;

/**
 * What the places of the scribbles say: for each of `sides`, -`weight` * ln p for each cell, nats, p the chance that a random walker from
 * there, who shuns contrast, meets a scribble of that side first. Scribbles say "here", not only "this bright": without it, whatever
 * touches a structure and is as bright would join it. All 0 where a side has lost its scribbles among coarse cells.
 */
export async function walkerCosts(
  level: Level,
  sides: readonly number[],
  weight: number,
  pace: Pace,
): Promise<readonly Float32Array[]> {
  const { seeds, seeded, cells, spacingMm } = level;
  const costs = sides.map(() => new Float32Array(seeds.length));
  const present = new Set(Array.from(seeded, (cell) => seeds[cell]));
  if (weight === 0 || sides.some((side) => !present.has(side))) return costs;
  const system = new WalkSystem(cells, spacingMm, level, BETA);
  const left = new Float64Array(seeds.length).fill(1);
  let swept = 0;
  for (const [n, side] of sides.entries()) {
    let chances = left;
    if (n < sides.length - 1) {
      chances = Float64Array.from(seeds, (seed) => (seed === 0 ? 1 / sides.length : seed === side ? 1 : 0));
      for (const _ of system.solve(chances, TOLERANCE)) {
        swept += chances.length;
        if (swept < SWEPT) continue;
        swept = 0;
        await pace.breathe();
      }
    }
    for (let cell = 0; cell < seeds.length; cell++) {
      const chance = Math.min(1 - LEAST_CHANCE, Math.max(LEAST_CHANCE, chances[cell]));
      costs[n][cell] = -weight * Math.log(chance);
      if (chances !== left) left[cell] -= chances[cell];
    }
  }
  return costs;
}
