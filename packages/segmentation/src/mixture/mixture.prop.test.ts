import { seededRandom } from '@scholia/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emStep, fitMixture, refineMixture, spreadOf } from './fit.ts';
import { logDensity, type Mixture, type Samples } from './mixture.ts';
import { startOf } from './start.ts';

/** Draws from a mixture whose components lie one after the other in each feature. */
function drawn(mixture: Mixture, count: number, seed: number): Samples {
  const { features, weights, means, variances } = mixture;
  const random = seededRandom(seed);
  const values = new Float32Array(count * features);
  for (let sample = 0; sample < count; sample++) {
    let component = 0;
    for (let rest = random.next() - weights[0]; rest > 0 && component < weights.length - 1; rest -= weights[component])
      component++;
    for (let feature = 0; feature < features; feature++) {
      const at = component * features + feature;
      values[sample * features + feature] = means[at] + Math.sqrt(variances[at]) * random.gaussian();
    }
  }
  return { values, features };
}

/** The density in the plainest way: a sum of products. */
function plainLogDensity({ features, weights, means, variances }: Mixture, values: Float32Array, sample: number) {
  return Math.log(
    weights.reduce((sum, weight, component) => {
      let density = weight;
      for (let feature = 0; feature < features; feature++) {
        const [mean, variance] = [means[component * features + feature], variances[component * features + feature]];
        const off = values[sample * features + feature] - mean;
        density *= Math.exp(-(off ** 2) / (2 * variance)) / Math.sqrt(2 * Math.PI * variance);
      }
      return sum + density;
    }, 0),
  );
}

const sampled = fc
  .record({
    features: fc.integer({ min: 1, max: 3 }),
    count: fc.integer({ min: 1, max: 60 }),
    spread: fc.constantFrom(0.01, 1, 500),
    offset: fc.constantFrom(0, -1000, 40_000),
    isCounted: fc.boolean(),
    seed: fc.nat(),
  })
  .map(({ features, count, spread, offset, isCounted, seed }): Samples => {
    const random = seededRandom(seed);
    const values = Float32Array.from({ length: count * features }, () => {
      // Repeated values are where components collapse.
      const value = random.next() < 0.5 ? random.integer(3) : random.gaussian();
      return offset + spread * value;
    });
    const counts = Float64Array.from({ length: count }, (_, n) => (n === 0 ? 1 : random.integer(4)));
    return { values, features, counts: isCounted ? counts : undefined };
  });

describe('emStep', () => {
  it('never makes the samples less likely', () => {
    fc.assert(
      fc.property(sampled, fc.integer({ min: 1, max: 6 }), fc.nat(), (samples, components, seed) => {
        const spread = spreadOf(samples);
        let mixture = startOf(samples, components, { ...spread, random: seededRandom(seed) });
        let before = Number.NEGATIVE_INFINITY;
        for (let n = 0; n < 12; n++) {
          const { logLikelihood, next } = emStep(mixture, samples, spread.floor);
          expect(logLikelihood).toBeGreaterThanOrEqual(before - 1e-9 * (1 + Math.abs(before)));
          expect(next.weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 9);
          expect(next.variances.every((v, at) => v >= spread.floor[at % samples.features])).toBe(true);
          before = logLikelihood;
          mixture = next;
        }
      }),
    );
  });

  it('gives a lone component the mean and variance of the samples', () => {
    const values = Float32Array.of(2, 10, 4, 10, 6, 40);
    const far = {
      features: 2,
      weights: Float64Array.of(1),
      means: Float64Array.of(90, -7),
      variances: Float64Array.of(5, 5),
    };
    const { next } = emStep(far, { values, features: 2 }, Float64Array.of(0, 0));
    [4, 20].forEach((mean, feature) => {
      expect(next.means[feature]).toBeCloseTo(mean, 9);
      expect(next.variances[feature]).toBeCloseTo([8 / 3, 200][feature], 9);
    });
  });

  it('takes counts for repeated samples', () => {
    fc.assert(
      fc.property(sampled, ({ values, features, counts }) => {
        fc.pre(counts !== undefined);
        const repeated: number[] = [];
        counts.forEach((count, n) => {
          for (let time = 0; time < count; time++) repeated.push(...values.subarray(n * features, (n + 1) * features));
        });
        const plain = { values: Float32Array.from(repeated), features };
        const { floor, scale } = spreadOf(plain);
        const start = startOf(plain, 3, { floor, scale, random: seededRandom(1) });
        const [a, b] = [emStep(start, plain, floor), emStep(start, { values, features, counts }, floor)];
        expect(b.logLikelihood).toBeCloseTo(a.logLikelihood, 5);
        a.next.means.forEach((mean, at) => {
          expect(b.next.means[at]).toBeCloseTo(mean, 6);
        });
      }),
    );
  });
});

describe('logDensity', () => {
  it('is the logarithm of the sum of the Gaussians', () => {
    const mixture: Mixture = {
      features: 2,
      weights: Float64Array.of(0.2, 0.8),
      means: Float64Array.of(0, 10, 5, -3),
      variances: Float64Array.of(1, 4, 9, 0.25),
    };
    const { values } = drawn(mixture, 200, 4);
    logDensity(mixture, values).forEach((found, sample) => {
      expect(found).toBeCloseTo(plainLogDensity(mixture, values, sample), 9);
    });
  });

  it('stays finite far from every component', () => {
    const mixture = fitMixture({ values: Float32Array.of(0, 1, 2), features: 1 }, 1);
    const [far] = logDensity(mixture, Float32Array.of(1e6));
    expect(far).toBeLessThan(-1e9);
    expect(Number.isFinite(far)).toBe(true);
  });
});

describe('fitMixture', () => {
  const known: Mixture = {
    features: 1,
    weights: Float64Array.of(0.5, 0.3, 0.2),
    means: Float64Array.of(-100, 40, 300),
    variances: Float64Array.of(100, 400, 900),
  };

  it('recovers a known mixture, and how many components it has', () => {
    const found = fitMixture(drawn(known, 4000, 7), 8);
    const order = [...found.means.keys()].sort((a, b) => found.means[a] - found.means[b]);
    expect(order).toHaveLength(3);
    order.forEach((at, n) => {
      expect(Math.abs(found.means[at] - known.means[n])).toBeLessThan(4);
      expect(Math.abs(found.weights[at] - known.weights[n])).toBeLessThan(0.03);
      expect(Math.abs(Math.sqrt(found.variances[at] / known.variances[n]) - 1)).toBeLessThan(0.1);
    });
  });

  it('recovers clusters in two features, on any units', () => {
    const mixture: Mixture = {
      features: 2,
      weights: Float64Array.of(0.4, 0.6),
      means: Float64Array.of(0, 0, 1000, 0.1),
      variances: Float64Array.of(100, 1e-4, 2500, 1e-4),
    };
    const found = fitMixture(drawn(mixture, 3000, 2), 5);
    expect(found.weights).toHaveLength(2);
    const first = found.means[0] < found.means[2] ? 0 : 1;
    expect(found.weights[first]).toBeCloseTo(0.4, 1);
    expect(found.means[2 * (1 - first)]).toBeCloseTo(1000, -1);
    expect(found.means[2 * (1 - first) + 1]).toBeCloseTo(0.1, 2);
  });

  it('is repeatable, and indifferent to gain and offset', () => {
    const samples = drawn(known, 1000, 3);
    const [once, again] = [fitMixture(samples, 5), fitMixture(samples, 5)];
    expect(again).toEqual(once);
    const scaled = fitMixture({ ...samples, values: samples.values.map((value) => 8 * value + 1024) }, 5);
    expect(scaled.weights).toHaveLength(once.weights.length);
    scaled.means.forEach((mean, at) => {
      expect(Math.abs(mean - (8 * once.means[at] + 1024))).toBeLessThan(0.1);
    });
  });

  it('has one component for constant samples, and no more than there are different ones', () => {
    const constant = fitMixture({ values: new Float32Array(50).fill(-1024), features: 1 }, 5);
    expect([...constant.weights]).toEqual([1]);
    expect([...constant.means]).toEqual([-1024]);
    expect(Number.isFinite(logDensity(constant, Float32Array.of(-1024))[0])).toBe(true);
    const single = fitMixture({ values: Float32Array.of(3, 4), features: 2 }, 20);
    expect([...single.means]).toEqual([3, 4]);
    const two = fitMixture({ values: Float32Array.of(0, 0, 9), features: 1 }, 20);
    expect(two.weights.length).toBeLessThanOrEqual(2);
    expect([...two.means, ...two.variances, ...two.weights].every(Number.isFinite)).toBe(true);
  });

  it('refuses numbers of components beyond reason', () => {
    const samples = { values: Float32Array.of(1, 2), features: 1 };
    expect(() => fitMixture(samples, 0)).toThrow();
    expect(() => fitMixture(samples, 21)).toThrow();
  });
});

describe('refineMixture', () => {
  it('ends where another run finds nothing more to gain', () => {
    const samples = drawn(
      {
        features: 1,
        weights: Float64Array.of(0.5, 0.5),
        means: Float64Array.of(0, 6),
        variances: Float64Array.of(1, 1),
      },
      500,
      9,
    );
    const { mixture, logLikelihood } = refineMixture(fitMixture(samples, 2), samples);
    const sum = logDensity(mixture, samples.values).reduce((total, log) => total + log, 0);
    expect(logLikelihood).toBeCloseTo(sum, 6);
    expect(refineMixture(mixture, samples).logLikelihood - logLikelihood).toBeLessThan(1e-4 * 500);
  });
});
