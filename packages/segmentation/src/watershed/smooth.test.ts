import type { Dims } from '@scholia/volume';
import { describe, expect, it } from 'vitest';
import type { PerAxis } from '../grid/region.ts';
import { Pace } from '../method.ts';
import { smoothAlong } from './smooth.ts';

const cells: Dims = [5, 4, 3];
const spacingMm: PerAxis = [1, 0.7, 2];
const pace = new Pace({});
const image = Float32Array.from({ length: 60 }, (_, n) => (n * n * 7919) % 101);

describe('smoothAlong', () => {
  it('is the weighted mean along the axis', async () => {
    for (const axis of [0, 1, 2] as const) {
      const stride = [1, 5, 20][axis];
      const place = (n: number) => Math.floor(n / stride) % cells[axis];
      const found = await smoothAlong(axis, image, cells, spacingMm, 0.9, pace);
      found.forEach((value, n) => {
        let sum = 0;
        let total = 0;
        for (let to = 0; to < cells[axis]; to++) {
          const mm = Math.abs(to - place(n)) * spacingMm[axis];
          const weight = mm > 2.7 ? 0 : Math.exp(-(mm ** 2) / (2 * 0.9 ** 2));
          sum += weight * image[n + (to - place(n)) * stride];
          total += weight;
        }
        expect(value).toBeCloseTo(sum / total, 3);
      });
    }
  });

  it('leaves a constant, and cells that are too far apart, as they are', async () => {
    const constant = image.map(() => 3);
    for (const value of await smoothAlong(0, constant, cells, spacingMm, 4, pace)) expect(value).toBeCloseTo(3, 5);
    expect(await smoothAlong(2, image, cells, spacingMm, 0.6, pace)).toBe(image);
    expect(await smoothAlong(0, image, cells, spacingMm, 0, pace)).toBe(image);
  });

  it('lets others have the event loop, and stops when told', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    const large = new Float32Array(1_000_000);
    const run = smoothAlong(2, large, [100, 100, 100], [1, 1, 1], 1, new Pace({ signal }));
    await expect(run).rejects.toThrow('enough');
  });
});
