import type { Dims } from '@scholia/volume';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OUTSIDE } from '../method.ts';
import { windowOf } from './window.ts';

const length = fc.integer({ min: 1, max: 5 });

describe('windowOf', () => {
  it('has all that is not surely outside, puts it back in its place, and frames it where there is room', () => {
    fc.assert(
      fc.property(
        fc.tuple(length, length, length),
        fc.array(fc.nat(124), { minLength: 1, maxLength: 4 }),
        (size, open) => {
          const cells: Dims = size;
          const count = size[0] * size[1] * size[2];
          const seeds = new Uint8Array(count).fill(OUTSIDE);
          for (const cell of open) seeds[cell % count] = 0;
          const window = windowOf(seeds, cells);
          const marks = seeds.map((seed, cell) => (seed === 0 ? 1 + (cell % 200) : 0));
          expect(window.paste(window.crop(marks))).toEqual(marks);
          expect(window.crop(marks)).toHaveLength(window.cells[0] * window.cells[1] * window.cells[2]);
          for (const axis of [0, 1, 2] as const) {
            const step = [1, size[0], size[0] * size[1]][axis];
            const places = open.map((cell) => Math.floor((cell % count) / step) % size[axis]);
            const [low, high] = [Math.min(...places), Math.max(...places)];
            expect(window.cells[axis]).toBe(Math.min(size[axis], high + 2) - Math.max(0, low - 1));
          }
        },
      ),
    );
  });
});
