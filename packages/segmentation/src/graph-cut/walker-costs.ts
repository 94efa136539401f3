import type { Pace } from '../method.ts';
import { WalkSystem } from '../random-walker/walk-system.ts';
import { betweenLevels } from './between-levels.ts';
import { type Level, pyramidOf } from './pyramid.ts';

/** Weight of contrast in the walk, and how exact the chances need be, beside what is cut off their ends. */
const BETA = 8;
const TOLERANCE = 0.01;
const LEAST_CHANCE = 0.01;
/** Cells of the grid on which the walk is solved first. */
const COARSEST = 1000;
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
  if (weight === 0 || !hasAll(level, sides)) return sides.map(() => new Float32Array(level.seeds.length));
  const chances = await chancesOf(level, sides, pace);
  return chances.map((of) =>
    Float32Array.from(of, (p) => -weight * Math.log(Math.min(1 - LEAST_CHANCE, Math.max(LEAST_CHANCE, p)))),
  );
}

function hasAll({ seeds, seeded }: Level, sides: readonly number[]): boolean {
  const present = new Set(Array.from(seeded, (cell) => seeds[cell]));
  return sides.every((side) => present.has(side));
}

/**
 * The chance of each side, per cell. The last has what the others leave. A walk that is solved on a coarser grid first, as long as
 * that has scribbles of all sides, is a third of the work, and less is left to find far from scribbles.
 */
async function chancesOf(level: Level, sides: readonly number[], pace: Pace): Promise<readonly Float64Array[]> {
  const all = pyramidOf(level, level.cells, level.spacingMm, COARSEST);
  const lost = all.findIndex((one) => !hasAll(one, sides));
  const levels = lost < 0 ? all : all.slice(0, lost);
  let solved: readonly Float64Array[] = sides.map(() => new Float64Array());
  for (let at = levels.length - 1; at >= 0; at--) {
    const { seeds, cells, spacingMm } = levels[at];
    const starts = solved.map((chances) =>
      chances.length === 0
        ? new Float64Array(seeds.length).fill(1 / sides.length)
        : finer(chances, levels[at], levels[at + 1]),
    );
    const system = new WalkSystem(cells, spacingMm, levels[at], BETA);
    const left = starts[sides.length - 1].fill(1);
    for (let n = 0; n < sides.length - 1; n++) {
      for (const cell of levels[at].seeded) starts[n][cell] = seeds[cell] === sides[n] ? 1 : 0;
      await walk(system, starts[n], pace);
      for (let cell = 0; cell < left.length; cell++) left[cell] -= starts[n][cell];
    }
    solved = starts;
  }
  return solved;
}

/** Improves the chances, of which those of seeds are given, until the walk changes none by much. */
async function walk(system: WalkSystem, chances: Float64Array, pace: Pace): Promise<void> {
  let swept = 0;
  for (const _ of system.solve(chances, TOLERANCE)) {
    swept += chances.length;
    if (swept < SWEPT) continue;
    swept = 0;
    await pace.breathe();
  }
}

/** Chances on one level, as they are between its cells on the next finer one. */
function finer(chances: Float64Array, fine: Level, coarse: Level): Float64Array {
  const at = betweenLevels(Float32Array.from(chances), [fine, coarse], 1);
  const result = new Float64Array(fine.seeds.length);
  const [ci, cj, ck] = fine.cells;
  for (let k = 0, cell = 0; k < ck; k++)
    for (let j = 0; j < cj; j++) for (let i = 0; i < ci; i++, cell++) result[cell] = at(fine, cell, i, j, k);
  return result;
}
