import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nthSmallest } from './nth-smallest.ts';

describe('nthSmallest', () => {
  it('is what sorting finds', () => {
    const values = fc.float32Array({ minLength: 1, maxLength: 40, noNaN: true });
    fc.assert(
      fc.property(values, fc.nat(), (data, n) => {
        const place = n % data.length;
        expect(nthSmallest(data, place)).toBe(data.slice().sort()[place]);
      }),
    );
  });

  it('reads a part of a larger array', () => {
    expect(nthSmallest(Float32Array.of(9, -2, 5, -7).subarray(1), 1)).toBe(-2);
  });
});
