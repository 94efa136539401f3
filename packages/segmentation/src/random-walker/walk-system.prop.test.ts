import { seededRandom } from '@scholia/core';
import type { Dims } from '@scholia/volume';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { visitPairs } from '../grid/pairs.ts';
import type { PerAxis } from '../grid/region.ts';
import { WalkSystem } from './walk-system.ts';

interface Problem {
  readonly dims: Dims;
  readonly spacing: PerAxis;
  readonly image: Float32Array;
  /** 1 and 2 are sides; at least one cell has a seed. */
  readonly seeds: Uint8Array;
  readonly beta: number;
}

const size = fc.integer({ min: 1, max: 5 });
const mm = fc.constantFrom(0.5, 1, 1.6, 4);
const problems: fc.Arbitrary<Problem> = fc
  .record({
    dims: fc.tuple(size, size, size),
    spacing: fc.tuple(mm, mm, mm),
    seed: fc.nat(),
    picks: fc.array(fc.tuple(fc.nat(), fc.integer({ min: 1, max: 2 })), { minLength: 1, maxLength: 6 }),
    beta: fc.constantFrom(0, 1, 8, 100),
  })
  .map(({ dims, spacing, seed, picks, beta }) => {
    const random = seededRandom(seed);
    const image = Float32Array.from({ length: dims[0] * dims[1] * dims[2] }, () => 10 * random.gaussian());
    const seeds = new Uint8Array(image.length);
    for (const [cell, side] of picks) seeds[cell % seeds.length] = side;
    return { dims, spacing, image, seeds, beta };
  });

/** Probability of side 1, by conjugate gradients. */
function walked({ dims, spacing, image, seeds, beta }: Problem, side = 1): Float64Array {
  const system = new WalkSystem(dims, spacing, { image, seeds }, beta);
  const values = Float64Array.from(seeds, (seed) => (seed === 0 ? 0.5 : seed === side ? 1 : 0));
  for (const _ of system.solve(values, 1e-12));
  return values;
}

/** The same by elimination with pivoting, of the dense system. */
function eliminated({ dims, spacing, image, seeds, beta }: Problem): number[] {
  const count = image.length;
  const squares: number[] = [];
  visitPairs(dims, (a, b) => squares.push((image[a] - image[b]) ** 2));
  const mean = squares.reduce((sum, square) => sum + square, 0) / squares.length;
  const rows = Array.from({ length: count }, () => new Float64Array(count + 1));
  visitPairs(dims, (a, b, axis) => {
    const weight = Math.max(1e-4, Math.exp((-beta * (image[a] - image[b]) ** 2) / mean)) / spacing[axis] ** 2;
    for (const [p, q] of [
      [a, b],
      [b, a],
    ]) {
      rows[p][p] += weight;
      rows[p][q] -= weight;
    }
  });
  seeds.forEach((seed, cell) => {
    if (seed === 0) return;
    rows[cell].fill(0)[cell] = 1;
    rows[cell][count] = seed === 1 ? 1 : 0;
  });
  for (let n = 0; n < count; n++) {
    const pivot = rows.findLastIndex(
      (row, m) => m >= n && Math.abs(row[n]) >= Math.max(...rows.slice(n).map((r) => Math.abs(r[n]))),
    );
    [rows[n], rows[pivot]] = [rows[pivot], rows[n]];
    for (let m = 0; m < count; m++) {
      const share = m === n ? 0 : rows[m][n] / rows[n][n];
      if (share !== 0) for (let c = n; c <= count; c++) rows[m][c] -= share * rows[n][c];
    }
  }
  return rows.map((row, cell) => row[count] / row[cell]);
}

describe('WalkSystem', () => {
  it('finds what elimination finds', () => {
    fc.assert(
      fc.property(problems, (problem) => {
        const expected = eliminated(problem);
        walked(problem).forEach((found, cell) => {
          expect(Math.abs(found - expected[cell])).toBeLessThan(1e-7);
        });
      }),
      { numRuns: 60 },
    );
  });

  it('keeps probabilities between 0 and 1, and those of all sides add up to 1', () => {
    fc.assert(
      fc.property(problems, (problem) => {
        const other = walked(problem, 2);
        walked(problem).forEach((found, cell) => {
          expect(found).toBeGreaterThan(-1e-9);
          expect(found).toBeLessThan(1 + 1e-9);
          expect(found + other[cell]).toBeCloseTo(1, 8);
        });
      }),
    );
  });

  it('goes by millimetres: on a constant image between two planes, by the distance to each', () => {
    const dims: Dims = [2, 3, 9];
    const image = new Float32Array(54).fill(5);
    const seeds = Uint8Array.from(image, (_, cell) => (cell < 6 ? 1 : cell >= 48 ? 2 : 0));
    walked({ dims, spacing: [0.5, 3, 2], image, seeds, beta: 8 }).forEach((found, cell) => {
      expect(found).toBeCloseTo(1 - Math.floor(cell / 6) / 8, 9);
    });
  });

  it('takes hardly more iterations for 27 times as many cells', () => {
    const [few, many] = [12, 36].map((length) => {
      const random = seededRandom(3);
      const dims: Dims = [length, length, length];
      const image = new Float32Array(length ** 3);
      for (let k = 0, at = 0; k < length; k++)
        for (let j = 0; j < length; j++)
          for (let i = 0; i < length; i++, at++)
            image[at] = (Math.hypot(i, j, k) < length / 2 ? 100 : 0) + 10 * random.gaussian();
      const seeds = new Uint8Array(image.length);
      seeds[0] = 1;
      seeds[seeds.length - 1] = 2;
      const values = Float64Array.from(seeds, (seed) => (seed === 0 ? 0.5 : 2 - seed));
      let sweeps = 0;
      for (const _ of new WalkSystem(dims, [1, 1, 2], { image, seeds }, 8).solve(values, 1e-4)) sweeps++;
      return sweeps;
    });
    expect(many).toBeLessThan(1.7 * few);
  });

  it('ignores the unit of length, to the bit', () => {
    fc.assert(
      fc.property(problems, (problem) => {
        const [i, j, k] = problem.spacing;
        expect(walked({ ...problem, spacing: [4 * i, 4 * j, 4 * k] })).toEqual(walked(problem));
      }),
    );
  });
});
