import { seededRandom } from '@scholia/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Effort } from '../effort.ts';
import { OUTSIDE, Pace } from '../method.ts';
import type { Codes } from './codes.ts';
import { predict } from './forest.ts';
import { type Draws, draw, samplesOf } from './samples.ts';
import { Scale } from './scale.ts';
import { SplitSearch } from './split.ts';
import { learnTree } from './tree.ts';

const effort = () => new Effort(new Pace({}), 1e9);

/** Cells with features drawn by chance, and seeds as `seedOf` says. */
function scattered(cells: number, features: number, seedOf: (codes: Uint8Array) => number) {
  const random = seededRandom(7);
  const codes: Codes = { features, bytes: Uint8Array.from({ length: cells * features }, () => random.integer(256)) };
  const seeds = Uint8Array.from({ length: cells }, (_, cell) =>
    seedOf(codes.bytes.subarray(cell * features, (cell + 1) * features)),
  );
  return { codes, seeds };
}

async function learnAndPredict(codes: Codes, seeds: Uint8Array, to: Codes, { trees = 20, depth = 8 } = {}) {
  const samples = samplesOf(seeds, codes);
  const random = seededRandom(1);
  const classes = samples.classes.length;
  const forest = Array.from({ length: trees }, () =>
    learnTree(draw(samples, random), classes, { depth, minLeaf: 1 }, random),
  );
  const found: number[] = [];
  await predict(forest, classes, to, effort(), (first, block) => {
    expect(found.length).toBe(first * classes);
    found.push(...block);
  });
  return { classes: samples.classes, probabilities: found };
}

describe('Scale', () => {
  it('counts the steps below a value', () => {
    const value = fc.oneof(fc.float({ min: -1000, max: 1000, noNaN: true }), fc.constantFrom(0, 1, 1e30, -1e30));
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 300 }), fc.array(value), (known, others) => {
        const scale = new Scale(Float32Array.from(known));
        const values = Float32Array.from([...known, ...others]);
        const bytes = new Uint8Array(3 * values.length);
        scale.encode(values, 0, values.length, bytes, 3, 1);
        values.forEach((v, n) => {
          expect(bytes[3 * n + 1]).toBe(scale.steps.filter((step) => step < v).length);
        });
      }),
    );
  });

  it('resolves both where most values are and where few are', () => {
    const random = seededRandom(2);
    // One in 200 is far away from the others.
    const values = Float32Array.from({ length: 20_000 }, (_, n) => random.next() + (n % 200 === 0 ? 50 : 0));
    const { steps } = new Scale(values);
    expect(steps.filter((step) => step > 0 && step < 1).length).toBeGreaterThan(100);
    expect(steps.filter((step) => step > 10 && step < 50).length).toBeGreaterThan(50);
  });
});

describe('SplitSearch', () => {
  it('finds the split of least impurity, and only one that leaves enough on both sides', () => {
    const sample = fc.tuple(fc.integer({ min: 0, max: 255 }), fc.nat(2));
    fc.assert(
      fc.property(fc.array(sample, { minLength: 1, maxLength: 30 }), fc.integer({ min: 1, max: 4 }), (all, minLeaf) => {
        const draws: Draws = {
          count: all.length,
          features: 1,
          codes: Uint8Array.from(all, ([code]) => code),
          classOf: Uint8Array.from(all, ([, c]) => c),
        };
        const gini = (part: typeof all) =>
          part.length - [0, 1, 2].reduce((sum, c) => sum + part.filter((s) => s[1] === c).length ** 2, 0) / part.length;
        const impurity = (threshold: number) => {
          const [left, right] = [all.filter(([x]) => x <= threshold), all.filter(([x]) => x > threshold)];
          return Math.min(left.length, right.length) < minLeaf ? Number.POSITIVE_INFINITY : gini(left) + gini(right);
        };
        const least = Math.min(...Array.from({ length: 255 }, (_, threshold) => impurity(threshold)));
        const order = Uint32Array.from(all, (_, n) => n);
        const found = new SplitSearch(draws, 3, minLeaf, seededRandom(1)).best(order, 0, all.length);
        const isPure = all.every(([, c]) => c === all[0][1]);
        if (isPure || least === Number.POSITIVE_INFINITY) expect(found).toBeUndefined();
        else expect(impurity(found ?? -1)).toBeCloseTo(least, 9);
      }),
    );
  });
});

describe('draw', () => {
  it('takes as many of each side, however large', () => {
    const { codes, seeds } = scattered(1000, 3, ([first]) => (first < 8 ? 1 : first < 16 ? 2 : OUTSIDE));
    const { count, classOf } = draw(samplesOf(seeds, codes), seededRandom(1));
    for (const c of [0, 1, 2]) expect(classOf.filter((value) => value === c).length).toBe(count / 3);
    expect(count).toBeGreaterThanOrEqual(1000);
  });

  it('has no more draws for more cells without end', () => {
    const { codes, seeds } = scattered(100_000, 1, ([first]) => (first < 128 ? 1 : OUTSIDE));
    expect(draw(samplesOf(seeds, codes), seededRandom(1)).count).toBeLessThanOrEqual(20_000);
  });
});

describe('a forest', () => {
  it('learns what no feature tells alone', async () => {
    const either = ([a, b]: Uint8Array) => (a < 128 !== b < 128 ? 4 : OUTSIDE);
    const { codes, seeds } = scattered(3000, 3, either);
    const unseen = scattered(500, 3, either);
    const fresh = unseen.codes.bytes.map((code) => (code * 7 + 31) & 255);
    const { classes, probabilities } = await learnAndPredict(codes, seeds, { features: 3, bytes: fresh });
    expect(classes).toEqual([4, OUTSIDE]);
    let right = 0;
    for (let cell = 0; cell < 500; cell++) {
      const found = probabilities[2 * cell] > 0.5 ? 4 : OUTSIDE;
      if (found === either(fresh.subarray(3 * cell, 3 * cell + 3))) right++;
    }
    expect(right / 500).toBeGreaterThan(0.93);
  });

  it('gives probabilities that sum to 1, the mean of all trees, in blocks', async () => {
    const { codes, seeds } = scattered(9000, 4, ([a, b]) => (a > 200 ? 1 : b > 128 ? 2 : OUTSIDE));
    const { probabilities } = await learnAndPredict(codes, seeds, codes, { trees: 3, depth: 5 });
    expect(probabilities.length).toBe(9000 * 3);
    for (let cell = 0; cell < 9000; cell++) {
      const own = probabilities.slice(3 * cell, 3 * cell + 3);
      expect(own[0] + own[1] + own[2]).toBeCloseTo(1, 6);
      expect(Math.min(...own)).toBeGreaterThanOrEqual(0);
    }
  });

  it('is certain of what it learned when a feature tells, and stops at once', async () => {
    const { codes, seeds } = scattered(500, 1, ([a]) => (a < 100 ? 3 : OUTSIDE));
    const samples = samplesOf(seeds, codes);
    const random = seededRandom(1);
    const tree = learnTree(draw(samples, random), 2, { depth: 12, minLeaf: 1 }, random);
    expect(tree.levels).toBe(1);
    expect(tree.nodes.length).toBe(1);
    expect([...tree.leaves]).toEqual([1, 0, 0, 1]);
    expect(Math.abs((tree.nodes[0] & 255) - 99)).toBeLessThanOrEqual(2);
  });

  it('does not guess where nothing can be learned: equal cells of two sides', async () => {
    const codes: Codes = { features: 2, bytes: new Uint8Array(20).fill(9) };
    const seeds = Uint8Array.from({ length: 10 }, (_, cell) => (cell < 2 ? 1 : OUTSIDE));
    const { probabilities } = await learnAndPredict(codes, seeds, codes);
    for (const probability of probabilities) expect(probability).toBeCloseTo(0.5, 9);
  });
});
