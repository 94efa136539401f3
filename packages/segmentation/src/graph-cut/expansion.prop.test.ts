import type { Dims } from '@scholia/volume';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OUTSIDE, Pace } from '../method.ts';
import { type ExpansionProblem, expand, expansionEnergy } from './expansion.ts';
import { levelOf } from './pyramid.ts';

/** A tiny grid with random costs, and a few seeds. */
const problems = (sides: readonly number[]) =>
  fc
    .tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 }), fc.constantFrom(1, 2))
    .filter(([i, j, k]) => i * j * k <= 6)
    .chain((dims) => {
      const count = dims[0] * dims[1] * dims[2];
      const each = { minLength: count, maxLength: count };
      return fc.record({
        dims: fc.constant<Dims>(dims),
        image: fc.array(fc.integer({ min: 0, max: 5 }), each),
        seeds: fc.array(fc.constantFrom(0, 0, 0, 0, ...sides), each),
        costs: fc.array(
          fc.array(fc.integer({ min: 0, max: 4 }), { minLength: sides.length, maxLength: sides.length }),
          each,
        ),
        lambdaMm: fc.constantFrom(0, 0.5, 1, 3),
        neighbourhood: fc.constantFrom('6' as const, '26' as const),
      });
    })
    .map(({ dims, image, seeds, costs, lambdaMm, neighbourhood }) => {
      const level = levelOf({ image: Float32Array.from(image), seeds: Uint8Array.from(seeds) }, dims, [1, 1.3, 2]);
      const problem: ExpansionProblem = {
        ...{ sides, lambdaMm, neighbourhood, sigma: 2 },
        costOf: (_, cell, _i, _j, _k, side) => costs[cell][sides.indexOf(side)],
      };
      return { level, problem };
    });

/** The least energy of all labellings that keep the seeds. */
function leastEnergy({ level, problem }: { level: ReturnType<typeof levelOf>; problem: ExpansionProblem }): number {
  const sides = level.seeds.slice();
  const open = [...sides.keys()].filter((cell) => sides[cell] === 0);
  let least = Number.POSITIVE_INFINITY;
  const choose = (n: number): void => {
    if (n === open.length) {
      least = Math.min(least, expansionEnergy(problem, level, sides));
      return;
    }
    for (const side of problem.sides) {
      sides[open[n]] = side;
      choose(n + 1);
    }
  };
  choose(0);
  return least;
}

// Capacities are whole: each pair may be off by half of 1/4096 nat.
const ROUNDING = 0.02;

describe('expand', () => {
  it('finds the least energy of two sides', async () => {
    await fc.assert(
      fc.asyncProperty(problems([OUTSIDE, 1]), async ({ level, problem }) => {
        const sides = await expand(problem, [level], new Pace({}));
        expect(expansionEnergy(problem, level, sides)).toBeLessThanOrEqual(leastEnergy({ level, problem }) + ROUNDING);
      }),
      { numRuns: 150 },
    );
  });

  it('stays below twice the least energy of more sides, and keeps seeds', async () => {
    await fc.assert(
      fc.asyncProperty(problems([OUTSIDE, 1, 2, 7]), async ({ level, problem }) => {
        const sides = await expand(problem, [level], new Pace({}));
        const energy = expansionEnergy(problem, level, sides);
        expect(energy).toBeLessThanOrEqual(2 * leastEnergy({ level, problem }) + ROUNDING);
        level.seeds.forEach((seed, cell) => {
          if (seed !== 0) expect(sides[cell]).toBe(seed);
          expect(problem.sides).toContain(sides[cell]);
        });
      }),
      { numRuns: 60 },
    );
  });
});
