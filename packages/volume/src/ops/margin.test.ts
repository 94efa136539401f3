import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Labelmap } from '../labelmap.ts';
import { squaredDistance } from './distance.ts';
import { margin } from './margin.ts';
import { applied, arbitraryLabelled, between } from './testing.ts';

const mm = ({ spacingUm: [i, j, k] }: { spacingUm: readonly [number, number, number] }) =>
  [i / 1000, j / 1000, k / 1000] as const;

describe('squaredDistance', () => {
  it('[VO45] equals trying every voxel', () => {
    fc.assert(
      fc.property(arbitraryLabelled, ({ grid, dense }) => {
        const mask = dense.map((value) => (value === 1 ? 1 : 0));
        const targets = [...mask.keys()].filter((at) => mask[at] === 1);
        const distance = squaredDistance(mask, grid.dims, mm(grid));
        for (let at = 0; at < mask.length; at += 3) {
          const nearest = Math.min(...targets.map((target) => between(grid, at, target)), 1e20);
          expect(Math.abs(distance[at] - nearest)).toBeLessThanOrEqual(1e-9 * (1 + nearest));
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('margin', () => {
  it('[VO46] grows and shrinks by the distance between centres', () => {
    fc.assert(
      fc.property(
        arbitraryLabelled,
        fc.constantFrom(-4, -3, -1.4, -0.5, 0.5, 1, 1.4, 2, 3),
        ({ grid, dense, labels }, marginMm) => {
          const [inside, others] = [true, false].map((is) =>
            [...dense.keys()].filter((at) => (dense[at] === 1) === is),
          );
          const isNear = (at: number, targets: readonly number[]) =>
            targets.some((target) => between(grid, at, target) <= marginMm ** 2 * (1 + 1e-9));
          const expected = dense.map((value, at) => {
            if (marginMm > 0) return isNear(at, inside) ? 1 : value;
            return value === 1 && isNear(at, others) ? 0 : value;
          });
          expect(applied(labels, margin(grid, labels, 1, marginMm))).toEqual(expected);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('[VO46] is a number', () => {
    const labels = Labelmap.fromDense([3, 1, 1], Uint8Array.of(0, 1, 0));
    expect(() => margin({ dims: [3, 1, 1], spacingUm: [1000, 1000, 1000] }, labels, 1, Number.NaN)).toThrow('bug');
  });
});
