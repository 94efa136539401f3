import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutWindow, windowStarts, windowWeights } from './windows.ts';

describe('windowStarts', () => {
  it('covers every voxel, inside the volume, overlapping by half or more', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 4, max: 30 }), (size, half) => {
        const window = 2 * half;
        const starts = windowStarts(size, window);
        if (size <= window) {
          expect(starts).toHaveLength(1);
          expect(starts[0] <= 0 && starts[0] + window >= size).toBe(true);
          return;
        }
        expect(starts[0]).toBe(0);
        expect(starts[starts.length - 1] + window).toBe(size);
        for (const [n, start] of starts.slice(1).entries()) expect(start - starts[n]).toBeLessThanOrEqual(half + 1);
      }),
    );
  });
});

describe('windowWeights', () => {
  it('is largest in the middle, symmetric and never zero', () => {
    const weights = windowWeights(16);
    expect(Math.max(...weights)).toBe(weights[8]);
    for (const [n, weight] of weights.entries()) expect(weight).toBeCloseTo(weights[15 - n], 6);
    expect(Math.min(...weights)).toBeGreaterThan(0);
  });
});

describe('cutWindow', () => {
  it('copies what lies inside and leaves 0 outside', () => {
    const source = Float32Array.from({ length: 8 }, (_, at) => at + 1);
    expect([...cutWindow(source, [2, 2, 2], [1, 2, 4], [-1, 0, 1])]).toEqual([0, 5, 6, 0, 0, 7, 8, 0]);
  });
});
