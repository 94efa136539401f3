import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Dims } from './grid.ts';
import { resampleLinear, resampleNearest } from './resample.ts';

const dims = fc.tuple(fc.integer({ min: 2, max: 9 }), fc.integer({ min: 2, max: 9 }), fc.integer({ min: 2, max: 9 }));
const fill = <T>(size: Dims, value: (i: number, j: number, k: number) => T): T[] =>
  Array.from({ length: size[0] * size[1] * size[2] }, (_, at) =>
    value(at % size[0], Math.floor(at / size[0]) % size[1], Math.floor(at / (size[0] * size[1]))),
  );

describe('resampleLinear', () => {
  it('reproduces a linear ramp at every target centre inside the source centres', () => {
    fc.assert(
      fc.property(dims, dims, (from: Dims, to: Dims) => {
        const ramp = (i: number, j: number, k: number) => 2 * i - 3 * j + 5 * k;
        const result = resampleLinear(Float32Array.from(fill(from, ramp)), from, to);
        const centre = (x: number, axis: number) =>
          Math.min(from[axis] - 1, Math.max(0, ((x + 0.5) * from[axis]) / to[axis] - 0.5));
        const expected = fill(to, (i, j, k) => ramp(centre(i, 0), centre(j, 1), centre(k, 2)));
        for (let at = 0; at < expected.length; at++) expect(result[at]).toBeCloseTo(expected[at], 3);
      }),
    );
  });
});

describe('resampleNearest', () => {
  it('is the identity on the same size, and keeps the volume of a half space within a voxel of the cut', () => {
    fc.assert(
      fc.property(dims, dims, (from: Dims, to: Dims) => {
        const labels = Uint8Array.from(fill(from, (i) => (i * 2 < from[0] ? 7 : 0)));
        expect([...resampleNearest(labels, from, from)]).toEqual([...labels]);
        const share = (voxels: Uint8Array) => voxels.filter((value) => value === 7).length / voxels.length;
        expect(Math.abs(share(resampleNearest(labels, from, to)) - share(labels))).toBeLessThanOrEqual(
          1 / from[0] + 1 / to[0],
        );
      }),
    );
  });
});
