import type { Dims } from '@scholia/volume';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PerAxis } from '../grid/region.ts';
import { OUTSIDE } from '../method.ts';
import { COST_SCALE, LeastCost, MAX_STEP, type StepCost } from './least-cost.ts';

interface Problem {
  readonly cells: Dims;
  readonly spacingMm: PerAxis;
  readonly image: Float32Array;
  readonly seeds: Uint8Array;
  readonly cost: StepCost;
}

const problems = (longest: number): fc.Arbitrary<Problem> => {
  const length = fc.integer({ min: 1, max: longest });
  const mm = fc.constantFrom(0.5, 1, 3);
  return fc.tuple(length, length, length).chain((cells) => {
    const count = cells[0] * cells[1] * cells[2];
    const each = { minLength: count, maxLength: count };
    const seed = fc.oneof({ weight: 6, arbitrary: fc.constant(0) }, fc.constantFrom(1, 2, OUTSIDE));
    // Few intensities make ties, large ones steps that cost more than the most.
    const intensity = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 3000 }));
    return fc.record({
      cells: fc.constant<Dims>(cells),
      spacingMm: fc.tuple(mm, mm, mm),
      image: fc.array(intensity, each).map((values) => Float32Array.from(values)),
      seeds: fc.array(seed, each).map((values) => Uint8Array.from(values)),
      cost: fc.record({ perIntensity: fc.constantFrom(0, 0.02, 1), perMm: fc.constantFrom(0, 0.001, 0.02) }),
    });
  });
};

function grown({ cells, spacingMm, image, seeds, cost }: Problem, steps?: number): Uint8Array {
  const growth = new LeastCost({ image, seeds }, cells, spacingMm, cost);
  while (!growth.run(steps));
  return growth.labels();
}

/** Dijkstra 1959 with a list, from the seeds of one label, not through those of others: the cost of every cell. */
function costsFrom(label: number, { cells: [ci, cj], spacingMm, image, seeds, cost }: Problem): number[] {
  const place = (cell: number) => [cell % ci, Math.floor(cell / ci) % cj, Math.floor(cell / (ci * cj))];
  const least = Math.min(...image);
  const level = (cell: number) => Math.round((image[cell] - least) * (COST_SCALE * cost.perIntensity));
  const costs = [...seeds].map((seed) => (seed === label ? 0 : Number.POSITIVE_INFINITY));
  const open = new Set(costs.keys());
  while (open.size > 0) {
    const cell = [...open].reduce((a, b) => (costs[b] < costs[a] ? b : a));
    open.delete(cell);
    for (const next of open) {
      const offset = place(cell).map((v, axis) => Math.abs(v - place(next)[axis]));
      if (Math.max(...offset) > 1 || seeds[next] !== 0) continue;
      const mm = Math.hypot(...offset.map((v, axis) => v * spacingMm[axis]));
      const contrast = Math.abs(level(cell) - level(next));
      const length = Math.min(MAX_STEP, contrast + Math.max(1, Math.round(COST_SCALE * cost.perMm * mm)));
      costs[next] = Math.min(costs[next], costs[cell] + length);
    }
  }
  return costs;
}

describe('LeastCost', () => {
  it('gives each cell to the label that Dijkstra finds cheapest, of equals to the least', () => {
    fc.assert(
      fc.property(problems(4), (problem) => {
        const costs = [1, 2, OUTSIDE].map((label) => costsFrom(label, problem));
        const expected = problem.seeds.map((_, cell) => {
          const each = costs.map((costsOfLabel) => costsOfLabel[cell]);
          const least = Math.min(...each);
          return least === Number.POSITIVE_INFINITY ? 0 : [1, 2, 0][each.indexOf(least)];
        });
        expect(grown(problem)).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });

  it('does not care how often it is interrupted', () => {
    fc.assert(
      fc.property(problems(5), fc.integer({ min: 1, max: 9 }), (problem, steps) => {
        expect(grown(problem, steps)).toEqual(grown(problem));
      }),
    );
  });

  it('leaves everything unlabelled without a seed', () => {
    const problem: Problem = {
      cells: [2, 1, 1],
      spacingMm: [1, 1, 1],
      image: Float32Array.of(1, 2),
      seeds: new Uint8Array(2),
      cost: { perIntensity: 1, perMm: 1 },
    };
    expect([...grown(problem)]).toEqual([0, 0]);
  });
});
