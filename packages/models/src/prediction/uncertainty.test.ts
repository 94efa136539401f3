import { describe, expect, it } from 'vitest';
import { uncertaintyOf } from './uncertainty.ts';

describe('uncertaintyOf', () => {
  it('is 1 where passes contradict each other and 0 where they agree', () => {
    const yes = Float32Array.of(0, 1);
    const no = Float32Array.of(1, 0);
    expect(uncertaintyOf([yes, no], 2).score).toBeCloseTo(1);
    expect(uncertaintyOf([yes, yes], 2).score).toBe(0);
  });

  it('leaves sure background out of the score, but in the map', () => {
    const pass = Float32Array.of(0.99, 0.5, 0.01, 0.5);
    const { score, entropy } = uncertaintyOf([pass], 2);
    expect(score).toBeCloseTo(1);
    expect(entropy[0]).toBeGreaterThan(0);
    expect(entropy[0]).toBeLessThan(0.1);
  });

  it('is 0 for an image in which nothing is suspected', () => {
    expect(uncertaintyOf([Float32Array.of(1, 1, 0, 0)], 2).score).toBe(0);
  });
});
