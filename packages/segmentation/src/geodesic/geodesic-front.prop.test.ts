import { seededRandom } from '@scholia/core';
import type { Dims } from '@scholia/volume';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PerAxis } from '../grid/region.ts';
import { GeodesicFront } from './geodesic-front.ts';

interface Problem {
  readonly dims: Dims;
  readonly spacing: PerAxis;
  readonly image: Float32Array;
  readonly starts: ReadonlySet<number>;
  readonly mmPerIntensity: number;
}

const size = fc.integer({ min: 1, max: 6 });
const mm = fc.constantFrom(0.1, 0.5, 1, 1.6, 4);
const problems: fc.Arbitrary<Problem> = fc
  .record({
    dims: fc.tuple(size, size, size),
    spacing: fc.tuple(mm, mm, mm),
    seed: fc.nat(),
    picks: fc.array(fc.nat(), { maxLength: 4 }),
    mmPerIntensity: fc.constantFrom(0, 0.3, 1, 20),
  })
  .map(({ dims, spacing, seed, picks, mmPerIntensity }) => {
    const count = dims[0] * dims[1] * dims[2];
    const random = seededRandom(seed);
    const image = Float32Array.from({ length: count }, () => 10 * random.gaussian());
    return { dims, spacing, image, starts: new Set(picks.map((pick) => pick % count)), mmPerIntensity };
  });

function distances({ dims, spacing, image, starts, mmPerIntensity }: Problem, steps?: number): number[] {
  const front = new GeodesicFront(dims, spacing, image, mmPerIntensity);
  front.start((cell) => starts.has(cell));
  while (!front.advance(steps));
  const found: number[] = [];
  front.visitDistances((distanceMm, cell) => {
    found[cell] = distanceMm;
  });
  return found;
}

/** Dijkstra 1959 as in the textbook: the nearest unsettled cell by looking at all of them, and any two cells may be neighbours. */
function dijkstra({ dims: [ci, cj], spacing, image, starts, mmPerIntensity }: Problem): number[] {
  const place = (cell: number) => [cell % ci, Math.floor(cell / ci) % cj, Math.floor(cell / (ci * cj))];
  const distance = [...image].map((_, cell) => (starts.has(cell) ? 0 : Number.POSITIVE_INFINITY));
  const open = new Set(image.keys());
  while (open.size > 0) {
    const nearest = [...open].reduce((a, b) => (distance[b] < distance[a] ? b : a));
    open.delete(nearest);
    for (const other of open) {
      const step = place(other).map((v, axis) => v - place(nearest)[axis]);
      if (step.some((v) => Math.abs(v) > 1)) continue;
      const contrast = mmPerIntensity * (image[other] - image[nearest]);
      const length = Math.hypot(...step.map((v, axis) => v * spacing[axis]), contrast);
      distance[other] = Math.min(distance[other], distance[nearest] + length);
    }
  }
  return distance;
}

describe('GeodesicFront', () => {
  it('finds what Dijkstra finds', () => {
    fc.assert(
      fc.property(problems, (problem) => {
        const expected = dijkstra(problem);
        distances(problem).forEach((found, cell) => {
          if (expected[cell] === Number.POSITIVE_INFINITY) expect(found).toBe(expected[cell]);
          else expect(Math.abs(found - expected[cell])).toBeLessThanOrEqual(1e-9 * (1 + expected[cell]));
        });
      }),
    );
  });

  it('does not care how often it is interrupted, or what it was asked before', () => {
    fc.assert(
      fc.property(problems, fc.integer({ min: 1, max: 7 }), (problem, steps) => {
        expect(distances(problem, steps)).toEqual(distances(problem));
        const { dims, spacing, image, mmPerIntensity, starts } = problem;
        const front = new GeodesicFront(dims, spacing, image, mmPerIntensity);
        front.start((cell) => cell === 0);
        front.advance(3);
        front.start((cell) => starts.has(cell));
        front.advance();
        const again: number[] = [];
        front.visitDistances((distanceMm) => again.push(distanceMm));
        expect(again).toEqual(distances(problem));
      }),
    );
  });

  it('finds the same in any axis order', () => {
    fc.assert(
      fc.property(problems, (problem) => {
        const [ci, cj, ck] = problem.dims;
        /** Of a cell of the grid whose axes are k, i, j: its index in the grid of i, j, k. */
        const before = (cell: number) =>
          (Math.floor(cell / ck) % ci) + ci * (Math.floor(cell / (ck * ci)) + cj * (cell % ck));
        const turned = distances({
          ...problem,
          dims: [ck, ci, cj],
          spacing: [problem.spacing[2], problem.spacing[0], problem.spacing[1]],
          image: problem.image.map((_, cell) => problem.image[before(cell)]),
          starts: new Set([...problem.image.keys()].filter((cell) => problem.starts.has(before(cell)))),
        });
        const plain = distances(problem);
        turned.forEach((found, cell) => {
          expect(found).toBeCloseTo(plain[before(cell)], 9);
        });
      }),
    );
  });
});
