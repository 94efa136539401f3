import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Labelmap } from '../labelmap.ts';
import { unsurePlaces } from './unsure-places.ts';

const DIMS = [40, 36, 34] as const;
const spacingMm = [1, 1, 2] as const;

/** A ball of voxels as unsure as that. */
function ball(map: Labelmap, centre: readonly number[], radius: number, value: number) {
  for (let k = 0; k < DIMS[2]; k++)
    for (let j = 0; j < DIMS[1]; j++)
      for (let i = 0; i < DIMS[0]; i++)
        if (Math.hypot(i - centre[0], j - centre[1], k - centre[2]) <= radius) map.set(i, j, k, value);
}

describe('unsurePlaces', () => {
  it('[VO52] finds the largest blob first, whatever is unsure in single voxels', () => {
    const map = new Labelmap(DIMS);
    ball(map, [10, 10, 10], 3, 140);
    ball(map, [30, 28, 20], 5, 140);
    map.set(2, 33, 30, 255);
    map.set(30, 28, 21, 200);
    const places = unsurePlaces(map, { spacingMm });
    const [first, second] = places;
    expect(first).toEqual([30, 28, 21]);
    expect(Math.hypot(second[0] - 10, second[1] - 10, second[2] - 10)).toBeLessThan(4);
    expect(places.at(-1)).toEqual([2, 33, 30]);
    expect(unsurePlaces(map, { spacingMm, most: 1 })).toEqual([first]);
  });

  it('[VO52] where all is unsure, it is the least sure part', () => {
    const map = new Labelmap(DIMS);
    ball(map, [20, 18, 17], 60, 150);
    ball(map, [30, 28, 20], 5, 250);
    const [[i, j, k]] = unsurePlaces(map, { spacingMm });
    expect(Math.hypot(i - 30, j - 28, k - 20)).toBeLessThan(6);
  });

  it('[VO52] ignores what is less than half as unsure as the rest, and finds nothing where nothing is', () => {
    const map = new Labelmap(DIMS);
    ball(map, [20, 18, 17], 6, 99);
    map.set(3, 3, 3, 200);
    expect(unsurePlaces(map, { spacingMm })).toEqual([[3, 3, 3]]);
    expect(unsurePlaces(new Labelmap(DIMS), { spacingMm })).toEqual([]);
  });

  it('[VO52] the first place has the most that is unsure around it, and no place is in sight of another', () => {
    const voxel = fc.tuple(fc.nat(DIMS[0] - 1), fc.nat(DIMS[1] - 1), fc.nat(DIMS[2] - 1));
    fc.assert(
      fc.property(fc.array(voxel, { minLength: 1, maxLength: 60 }), (voxels) => {
        const map = new Labelmap(DIMS);
        for (const [i, j, k] of voxels) map.set(i, j, k, 200);
        const cellOf = ([i, j, k]: readonly number[]) => [Math.floor(i / 4), Math.floor(j / 4), Math.floor(k / 2)];
        const isNear = (a: readonly number[], b: readonly number[], cells: number) =>
          cellOf(a).every((at, axis) => Math.abs(at - cellOf(b)[axis]) < cells);
        const distinct = [...new Map(voxels.map((one) => [one.join(), one])).values()];
        const around = (at: readonly number[]) => distinct.filter((one) => isNear(one, at, 2)).length;
        const places = unsurePlaces(map, { spacingMm, most: 100 });
        expect(around(places[0])).toBe(Math.max(...distinct.map(around)));
        for (const [n, place] of places.entries())
          expect(places.slice(n + 1).some((other) => isNear(place, other, 3))).toBe(false);
        // Nothing unsure is out of sight of all of them.
        expect(distinct.every((one) => places.some((place) => isNear(one, place, 3)))).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});
