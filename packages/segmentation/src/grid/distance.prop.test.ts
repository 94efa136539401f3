import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { squaredDistance } from './distance.ts';

describe('squaredDistance', () => {
  it('is the least over all starts, on any spacing', () => {
    const size = fc.integer({ min: 1, max: 6 });
    const mm = fc.constantFrom(0.5, 1, 1.6, 4);
    fc.assert(
      fc.property(
        fc.tuple(size, size, size),
        fc.tuple(mm, mm, mm),
        fc.array(fc.nat(215), { maxLength: 5 }),
        (dims, spacing, picks) => {
          const count = dims[0] * dims[1] * dims[2];
          const starts = new Set(picks.map((pick) => pick % count));
          const place = (cell: number) => [
            spacing[0] * (cell % dims[0]),
            spacing[1] * (Math.floor(cell / dims[0]) % dims[1]),
            spacing[2] * Math.floor(cell / (dims[0] * dims[1])),
          ];
          squaredDistance(dims, spacing, (cell) => starts.has(cell)).forEach((found, cell) => {
            const least = Math.min(
              ...[...starts].map((start) =>
                place(start).reduce((sum, v, axis) => sum + (v - place(cell)[axis]) ** 2, 0),
              ),
            );
            if (starts.size === 0) expect(found).toBe(Number.POSITIVE_INFINITY);
            else expect(found).toBeCloseTo(least, 9);
          });
        },
      ),
    );
  });
});
