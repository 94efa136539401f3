import { seededRandom } from '@scholia/core';
import { describe, expect, it } from 'vitest';
import { INSIDE, intensityOdds, OUTSIDE_SAMPLE } from './odds.ts';

describe('intensityOdds', () => {
  it('comes close to what the distributions say: two Gaussians have linear odds', () => {
    const random = seededRandom(1);
    const sides = Uint8Array.from({ length: 200_000 }, (_, n) => (n % 2 === 0 ? INSIDE : OUTSIDE_SAMPLE));
    const image = Float32Array.from(sides, (side) => (side === INSIDE ? 1 : -1) + random.gaussian());
    const odds = intensityOdds(image, sides, 64);
    let worst = 0;
    image.forEach((x, n) => {
      if (Math.abs(x) < 1) worst = Math.max(worst, Math.abs((odds?.[n] ?? Number.NaN) - 2 * x));
    });
    expect(worst).toBeLessThan(0.4);
  });

  it('is for neither where nobody looked, and finite everywhere', () => {
    const image = Float32Array.of(0, 0, 0, 10, 10, 10, 5, 1e6);
    const odds = intensityOdds(image, Uint8Array.of(1, 1, 1, 2, 2, 2, 0, 0), 16);
    expect(odds?.every(Number.isFinite)).toBe(true);
    expect(odds?.[7]).toBeCloseTo(0, 6);
  });

  it('has nothing to say of one intensity', () => {
    expect(intensityOdds(new Float32Array(9).fill(3), new Uint8Array(9).fill(1), 8)).toBeUndefined();
  });
});
