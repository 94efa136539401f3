import { OUTSIDE, type Pace } from '../method.ts';
import { WalkSystem } from '../random-walker/walk-system.ts';
import type { Level } from './pyramid.ts';

/** Weight of contrast in the walk, and how exact the chances need be, beside what is cut off their ends. */
const BETA = 8;
const TOLERANCE = 0.01;
const LEAST_CHANCE = 0.01;
/** Cells swept between two looks at the signal and the event loop: about 20 ms. */
const SWEPT = 2_000_000;

/**
 * Log odds of "inside" from where the scribbles are, for each cell, nats: `weight` * ln(p / (1 - p)), p the chance that a random
 * walker from there, who shuns contrast, meets a scribble inside before one outside. Scribbles say "here", not only "this bright":
 * without it, whatever touches the structure and is as bright would join it. 0 where a side has lost its scribbles among coarse cells.
 */
export async function walkerOdds(level: Level, weight: number, pace: Pace): Promise<Float32Array> {
  const { seeds, seeded, cells, spacingMm } = level;
  const odds = new Float32Array(seeds.length);
  const isOneSided = seeded.every((cell) => (seeds[cell] === OUTSIDE) === (seeds[seeded[0]] === OUTSIDE));
  if (weight === 0 || isOneSided) return odds;
  const chances = Float64Array.from(seeds, (seed) => (seed === 0 ? 0.5 : seed === OUTSIDE ? 0 : 1));
  let swept = 0;
  for (const _ of new WalkSystem(cells, spacingMm, level, BETA).solve(chances, TOLERANCE)) {
    swept += chances.length;
    if (swept < SWEPT) continue;
    swept = 0;
    await pace.breathe();
  }
  for (let cell = 0; cell < odds.length; cell++) {
    const chance = Math.min(1 - LEAST_CHANCE, Math.max(LEAST_CHANCE, chances[cell]));
    odds[cell] = weight * Math.log(chance / (1 - chance));
  }
  return odds;
}
