import { seededRandom } from '@scholia/core';
import { type Dims, resampleLinear } from '@scholia/volume';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { regrid } from './regrid.ts';

/** The whole volume, along one axis. */
function smooth(source: Float32Array, dims: Dims, axis: number): Float32Array {
  const stride = [1, dims[0], dims[0] * dims[1]][axis];
  return source.map((value, at) => {
    const place = Math.floor(at / stride) % dims[axis];
    const before = place > 0 ? source[at - stride] : value;
    const after = place < dims[axis] - 1 ? source[at + stride] : value;
    return 0.5 * value + 0.25 * (before + after);
  });
}

describe('regrid', () => {
  it('is smoothing as a whole, then interpolating', () => {
    const size = fc.integer({ min: 2, max: 14 });
    const dims = fc.tuple(size, size, size);
    fc.assert(
      fc.property(dims, dims, fc.nat(), (from: Dims, to: Dims, seed) => {
        const random = seededRandom(seed);
        const source = Float32Array.from({ length: from[0] * from[1] * from[2] }, () => random.gaussian());
        const before = source.slice();
        let expected: Float32Array = source;
        for (const axis of [0, 1, 2]) {
          const ratio = Math.max(1, from[axis] / to[axis]);
          for (let pass = 0; pass < Math.round((ratio ** 2 - 1) / 6); pass++) expected = smooth(expected, from, axis);
        }
        expected = resampleLinear(expected, from, to);
        const found = regrid(source, from, to);
        expect(found).toHaveLength(expected.length);
        for (const [at, value] of found.entries()) expect(value).toBeCloseTo(expected[at], 4);
        expect(source).toEqual(before);
        expect(found).not.toBe(source);
      }),
      { numRuns: 60 },
    );
  });
});
