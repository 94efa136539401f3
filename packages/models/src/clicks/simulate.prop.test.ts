import { IGNORE } from '@scholia/autodiff';
import { seededRandom } from '@scholia/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Answers, likelyClicks, worstClick } from './simulate.ts';

const DIMS = [5, 4, 3] as const;
const SIZE = 60;
const classes = fc.constantFrom(0, 1, 2, IGNORE);
const answers = fc.record({
  dims: fc.constant(DIMS),
  spacingMm: fc.constantFrom([1, 1, 1] as const, [0.5, 1, 3] as const),
  truth: fc.array(classes, { minLength: SIZE, maxLength: SIZE }).map((all) => Uint8Array.from(all)),
  found: fc
    .array(fc.integer({ min: 0, max: 2 }), { minLength: SIZE, maxLength: SIZE })
    .map((all) => Uint8Array.from(all)),
});
const indexOf = ([x, y, z]: readonly number[]) => x + DIMS[0] * (y + DIMS[1] * z);
const placeOf = (at: number) => [at % 5, Math.floor(at / 5) % 4, Math.floor(at / 20)];
const isWrong = ({ truth, found }: Answers, at: number) => truth[at] !== IGNORE && truth[at] !== found[at];

/** mm to the nearest voxel that is not a missed one of the same class, by looking at all. */
function depth(given: Answers, at: number): number {
  const isSame = (n: number) => given.truth[n] === given.truth[at] && isWrong(given, n);
  const away = (n: number) =>
    Math.hypot(...placeOf(n).map((voxel, axis) => (voxel - placeOf(at)[axis]) * given.spacingMm[axis]));
  return Math.min(...Array.from({ length: SIZE }, (_, n) => (isSame(n) ? Number.POSITIVE_INFINITY : away(n))));
}

describe('simulated clicks', () => {
  it('a careful person clicks in the middle of the largest error, and says what is there', () => {
    fc.assert(
      fc.property(answers, (given) => {
        const wrong = Array.from({ length: SIZE }, (_, at) => at).filter((at) => isWrong(given, at));
        const click = worstClick(given);
        if (wrong.length === 0) return expect(click).toBeUndefined();
        const at = indexOf(click?.at ?? []);
        expect(click?.class).toBe(given.truth[at]);
        expect(depth(given, at)).toBeCloseTo(Math.max(...wrong.map((one) => depth(given, one))), 9);
      }),
    );
  });

  it('others click somewhere in an error', () => {
    fc.assert(
      fc.property(answers, fc.integer(), (given, seed) => {
        const clicks = likelyClicks(given, 4, seededRandom(seed));
        const hasError = given.truth.some((_, at) => isWrong(given, at));
        expect(clicks).toHaveLength(hasError ? 4 : 0);
        for (const click of clicks) {
          expect(isWrong(given, indexOf(click.at))).toBe(true);
          expect(click.class).toBe(given.truth[indexOf(click.at)]);
        }
      }),
    );
  });

  it('the farther inside the likelier', () => {
    const truth = new Uint8Array(21 ** 3);
    truth.forEach((_, at) => {
      truth[at] = Math.hypot((at % 21) - 10, (Math.floor(at / 21) % 21) - 10, Math.floor(at / 441) - 10) < 8 ? 1 : 0;
    });
    const given = { dims: [21, 21, 21], spacingMm: [1, 1, 1], truth, found: new Uint8Array(truth.length) } as const;
    const clicks = likelyClicks(given, 200, seededRandom(1));
    const inside = clicks.filter(({ at }) => Math.hypot(at[0] - 10, at[1] - 10, at[2] - 10) < 4);
    // An eighth of the ball's voxels.
    expect(inside.length).toBeGreaterThan(60);
    expect(inside.length).toBeLessThan(200);
  });
});
