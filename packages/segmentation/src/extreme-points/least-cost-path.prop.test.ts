import type { Dims } from '@scholia/volume';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Pace } from '../method.ts';
import { leastCostPath } from './least-cost-path.ts';

interface Problem {
  readonly dims: Dims;
  readonly spacing: readonly [number, number, number];
  readonly slowness: Float32Array;
  readonly from: number;
  readonly to: number;
}

const length = fc.integer({ min: 1, max: 4 });
const mm = fc.constantFrom(0.5, 1, 1.6, 4);
const problems: fc.Arbitrary<Problem> = fc.tuple(length, length, length).chain(([ci, cj, ck]) => {
  const count = ci * cj * ck;
  const slow = fc.oneof(
    fc.constantFrom(1, 1, 2, Number.POSITIVE_INFINITY),
    fc.double({ min: 1, max: 20, noNaN: true }),
  );
  return fc.record({
    dims: fc.constant<Dims>([ci, cj, ck]),
    spacing: fc.tuple(mm, mm, mm),
    slowness: fc.array(slow, { minLength: count, maxLength: count }).map((values) => Float32Array.from(values)),
    from: fc.nat(count - 1),
    to: fc.nat(count - 1),
  });
});

const ijkOf = (cell: number, [ci, cj]: Dims) => [cell % ci, Math.floor(cell / ci) % cj, Math.floor(cell / (ci * cj))];

/** Cost of a step, infinite between cells that do not touch. */
function costOfStep({ dims, spacing, slowness }: Problem, a: number, b: number): number {
  const shift = ijkOf(a, dims).map((index, axis) => index - ijkOf(b, dims)[axis]);
  if (a === b || shift.some((steps) => Math.abs(steps) > 1)) return Number.POSITIVE_INFINITY;
  return Math.hypot(...shift.map((steps, axis) => steps * spacing[axis])) * 0.5 * (slowness[a] + slowness[b]);
}

/** Bellman 1958: every pair of cells again and again, until nothing changes. */
function leastCost(problem: Problem): number {
  const costs = Array.from(problem.slowness, () => Number.POSITIVE_INFINITY);
  costs[problem.from] = 0;
  for (let isChanged = true; isChanged; ) {
    isChanged = false;
    for (let a = 0; a < costs.length; a++)
      for (let b = 0; b < costs.length; b++) {
        const cost = costs[a] + costOfStep(problem, a, b);
        if (!(cost < costs[b] - 1e-9)) continue;
        costs[b] = cost;
        isChanged = true;
      }
  }
  return costs[problem.to];
}

const pathOf = ({ slowness, dims, spacing, from, to }: Problem) =>
  leastCostPath(slowness, dims, spacing, from, to, new Pace({}));

describe('leastCostPath', () => {
  it('costs as little as any path, and leads from one end to the other', async () => {
    await fc.assert(
      fc.asyncProperty(problems, async (problem) => {
        const path = await pathOf(problem);
        const least = leastCost(problem);
        if (least === Number.POSITIVE_INFINITY) {
          expect(path).toEqual([]);
          return;
        }
        expect([path[0], path.at(-1)]).toEqual([problem.to, problem.from]);
        const cost = path.slice(1).reduce((sum, cell, n) => sum + costOfStep(problem, path[n], cell), 0);
        expect(cost).toBeCloseTo(least, 5);
      }),
    );
  });

  it('goes around a wall', async () => {
    const dims: Dims = [9, 9, 1];
    const slowness = new Float32Array(81).fill(1);
    for (let j = 0; j < 8; j++) slowness[4 + 9 * j] = 100;
    const path = await pathOf({ dims, spacing: [1, 1, 1], slowness, from: 0, to: 8 });
    expect(path).toContain(4 + 9 * 8);
  });
});
