import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alongCanonical, axisOrder, canonicalPlaces } from './axis-order.ts';

const letters = fc
  .tuple(fc.constantFrom('R', 'L'), fc.constantFrom('A', 'P'), fc.constantFrom('S', 'I'))
  .chain((three) => fc.shuffledSubarray(three, { minLength: 3, maxLength: 3 }))
  .map((three) => three.join(''));
const size = fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 }));

describe('canonicalPlaces', () => {
  it('has each voxel once, where its letters say it lies', () => {
    fc.assert(
      fc.property(letters, size, (axes, patch) => {
        const order = axisOrder(axes);
        const [dz, dy, dx] = alongCanonical(order, patch);
        const places = canonicalPlaces(order, patch);
        expect([...places].sort((a, b) => a - b)).toEqual(Array.from(places, (_, at) => at));
        let at = 0;
        for (let d = 0; d < patch[0]; d++)
          for (let h = 0; h < patch[1]; h++)
            for (let w = 0; w < patch[2]; w++, at++) {
              /** How far along towards a letter, whichever axis runs there. */
              const towards = (letter: string, opposite: string, length: number) =>
                axes.includes(letter)
                  ? [d, h, w][axes.indexOf(letter)]
                  : length - 1 - [d, h, w][axes.indexOf(opposite)];
              const [x, y, z] = [towards('R', 'L', dx), towards('A', 'P', dy), towards('S', 'I', dz)];
              expect(places[at]).toBe(x + dx * (y + dy * z));
            }
      }),
    );
  });
});
