import type { Dims } from '@scholia/volume';
import { describe, expect, it } from 'vitest';
import { gradientMagnitude } from './gradient.ts';

const imageOf = ([ci, cj, ck]: Dims, at: (i: number, j: number, k: number) => number) =>
  Float32Array.from({ length: ci * cj * ck }, (_, n) => at(n % ci, Math.floor(n / ci) % cj, Math.floor(n / (ci * cj))));

describe('gradientMagnitude', () => {
  it('is exact on a slope, borders included, in intensity per mm', () => {
    const cells: Dims = [4, 3, 2];
    const image = imageOf(cells, (i, j, k) => 2 * (0.5 * i) + 3 * (2 * j) - 6 * (4 * k));
    for (const found of gradientMagnitude(image, cells, [0.5, 2, 4])) expect(found).toBeCloseTo(7, 5);
  });

  it('takes the difference of both neighbours within, and of the only one at a border', () => {
    const found = gradientMagnitude(Float32Array.of(0, 10, 60, 60), [4, 1, 1], [5, 1, 1]);
    expect([...found]).toEqual([2, 6, 5, 0]);
  });

  it('is 0 along an axis of one cell', () => {
    expect([...gradientMagnitude(Float32Array.of(3), [1, 1, 1], [1, 1, 1])]).toEqual([0]);
  });
});
