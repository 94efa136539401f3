import { seededRandom } from '@scholia/core';
import { dice } from '@scholia/metrics';
import type { Dims } from '@scholia/volume';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { visitPairs } from '../grid/pairs.ts';
import { OUTSIDE, Pace } from '../method.ts';
import { binsOfCells, histogramsOf, sideOf } from '../mixture/intensity-costs.ts';
import { grabCut } from './grab-cut.ts';

/** A noisy bright block in the middle of a dark grid, of which the outer shell is surely outside. */
function block(seed: number) {
  const random = seededRandom(seed);
  const cells: Dims = [7 + random.integer(4), 7 + random.integer(4), 7 + random.integer(4)];
  const [ci, cj, ck] = cells;
  const image = new Float32Array(ci * cj * ck);
  const seeds = new Uint8Array(image.length);
  for (let k = 0, at = 0; k < ck; k++)
    for (let j = 0; j < cj; j++)
      for (let i = 0; i < ci; i++, at++) {
        const depth = Math.min(i, j, k, ci - 1 - i, cj - 1 - j, ck - 1 - k);
        if (depth < 1) seeds[at] = OUTSIDE;
        image[at] = (depth < 2 ? 0 : 50) + 15 * random.gaussian();
      }
  return { cells, image, seeds, guess: seeds.map((seed) => (seed === OUTSIDE ? OUTSIDE : 1)) };
}

const values = { lambdaMm: 1, components: 3, rounds: 6 };

describe('grabCut', () => {
  it('lowers the energy from round to round, and keeps seeds', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), async (seed) => {
        const { cells, ...beginning } = block(seed);
        const middle = beginning.seeds.length >> 1;
        beginning.seeds[middle] = 1;
        const { inside, energies } = await grabCut(beginning, cells, [1, 1.2, 2], values, new Pace({}));
        expect(energies.length).toBeGreaterThan(0);
        energies.slice(1).forEach((energy, n) => {
          expect(energy).toBeLessThan(energies[n]);
        });
        expect(inside[middle]).toBe(1);
        beginning.seeds.forEach((seed, cell) => {
          if (seed === OUTSIDE) expect(inside[cell]).toBe(0);
        });
      }),
      { numRuns: 20 },
    );
  });

  it('does not learn from cells that the guess is silent about', async () => {
    const { cells, image, seeds, guess } = block(8);
    // Every other cell, but none of the darkest and brightest: they set the bins.
    const sorted = image.slice().sort();
    const isSilent = (cell: number) =>
      cell % 2 === 0 && image[cell] > sorted[20] && image[cell] < sorted[image.length - 20];
    const answers = [0.3, 0.7].map(async (share) => {
      const value = sorted[Math.round(share * sorted.length)];
      const beginning = {
        image: image.map((old, cell) => (isSilent(cell) ? value : old)),
        seeds: seeds.map((seed, cell) => (isSilent(cell) ? 0 : seed)),
        guess: guess.map((side, cell) => (isSilent(cell) ? 0 : side)),
      };
      const { inside } = await grabCut(
        beginning,
        cells,
        [1, 1, 1],
        { ...values, lambdaMm: 0, rounds: 2 },
        new Pace({}),
      );
      return inside.filter((_, cell) => !isSilent(cell));
    });
    const [dark, bright] = await Promise.all(answers);
    expect(dark.includes(1)).toBe(true);
    expect(bright).toEqual(dark);
  });

  it('finds balls by way of blocks, also one of few blocks', async () => {
    for (const radius of [11, 3]) {
      const cells: Dims = [44, 40, 36];
      const random = seededRandom(6);
      const image = new Float32Array(44 * 40 * 36);
      const seeds = new Uint8Array(image.length).fill(OUTSIDE);
      const truth = new Uint8Array(image.length);
      for (let k = 0, at = 0; k < 36; k++)
        for (let j = 0; j < 40; j++)
          for (let i = 0; i < 44; i++, at++) {
            truth[at] = Math.hypot(i - 21.5, j - 19.5, k - 17.5) < radius ? 1 : 0;
            image[at] = 80 * truth[at] + 15 * random.gaussian();
            if (Math.max(Math.abs(i - 21.5), Math.abs(j - 19.5), Math.abs(k - 17.5)) < 14) seeds[at] = 0;
          }
      const guess = seeds.map((seed) => (seed === OUTSIDE ? OUTSIDE : 1));
      const { inside } = await grabCut({ image, seeds, guess }, cells, [1, 1, 1], values, new Pace({}));
      expect(dice(inside, truth, 1)).toBeGreaterThan(0.95);
    }
  });

  it('has the energy that it says', async () => {
    const { cells, ...beginning } = block(5);
    const cellMm = [1, 1.2, 2] as const;
    const { inside, energies } = await grabCut(beginning, cells, cellMm, { ...values, rounds: 1 }, new Pace({}));
    const { image, guess } = beginning;
    const bins = binsOfCells(image);
    if (!bins) throw new Error('one intensity');
    const histograms = histogramsOf(bins, guess);
    const [within, without] = [sideOf(histograms.inside, 3), sideOf(histograms.outside, 3)];
    let energy = 0;
    inside.forEach((is, cell) => {
      energy += (is === 1 ? within : without).costs[bins[cell]];
    });
    let squares = 0;
    let pairs = 0;
    visitPairs(cells, (a, b) => {
      squares += (image[a] - image[b]) ** 2;
      pairs++;
    });
    visitPairs(cells, (a, b, axis) => {
      if (inside[a] === inside[b]) return;
      energy += Math.exp(-((image[a] - image[b]) ** 2 * pairs) / (2 * squares)) / cellMm[axis];
    });
    expect(energies).toHaveLength(1);
    expect(Math.abs(energies[0] - energy)).toBeLessThan(0.2);
  });
});

describe('sideOf', () => {
  it('makes costs of at least 0 whose probabilities add up to 1', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(255), fc.nat(50)), { minLength: 1, maxLength: 40 }), (entries) => {
        const counts = new Float64Array(256);
        for (const [bin, count] of entries) counts[bin] += count + 1;
        const { costs } = sideOf(counts, 4);
        expect(costs.every((cost) => cost >= 0 && cost < 9)).toBe(true);
        expect(costs.reduce((sum, cost) => sum + Math.exp(-cost), 0)).toBeCloseTo(1, 9);
      }),
    );
  });
});
