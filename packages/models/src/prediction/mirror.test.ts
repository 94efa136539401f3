import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mirrored, mirrorsAlong } from './mirror.ts';

const size = fc.integer({ min: 1, max: 4 });
const flip = fc.boolean();

describe('mirrored', () => {
  it('moves each value to the other end of the axes named, in every channel', () => {
    fc.assert(
      fc.property(fc.tuple(size, size, size), fc.tuple(flip, flip, flip), ([d, h, w], [x, y, z]) => {
        const values = Float32Array.from({ length: 2 * d * h * w }, (_, at) => at);
        const result = mirrored(values, [d, h, w], [x, y, z]);
        for (let at = 0; at < values.length; at++) {
          const [i, j, k, c] = [at % w, Math.floor(at / w) % h, Math.floor(at / w / h) % d, Math.floor(at / w / h / d)];
          const from = (x ? w - 1 - i : i) + w * ((y ? h - 1 - j : j) + h * ((z ? d - 1 - k : k) + d * c));
          expect(result[at]).toBe(from);
        }
        expect(mirrored(result, [d, h, w], [x, y, z])).toEqual(values);
      }),
    );
  });
});

describe('mirrorsAlong', () => {
  it('are all of the axes allowed, the image itself first', () => {
    expect(mirrorsAlong([false, false, false])).toEqual([[false, false, false]]);
    const two = mirrorsAlong([true, false, true]);
    expect(two).toHaveLength(4);
    expect(two[0]).toEqual([false, false, false]);
    expect(new Set(two.map(String)).size).toBe(4);
    expect(two.every(([, y]) => !y)).toBe(true);
  });
});
