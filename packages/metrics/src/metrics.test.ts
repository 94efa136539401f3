import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dice, diceByLabel, entropy, intensityOnlyDice, meanDice } from './index.ts';

describe('dice', () => {
  it('counts what both share against what each has', () => {
    expect(dice(Uint8Array.of(1, 1, 0, 2), Uint8Array.of(1, 0, 1, 2), 1)).toBe(0.5);
    expect(dice(Uint8Array.of(1, 1), Uint8Array.of(0, 0), 1)).toBe(0);
    expect(dice(Uint8Array.of(0, 0), Uint8Array.of(0, 0), 1)).toBeNaN();
  });

  it('is symmetric, within 0..1, and 1 for equal labelmaps', () => {
    const maps = fc
      .integer({ min: 1, max: 30 })
      .chain((n) =>
        fc.tuple(
          fc.uint8Array({ minLength: n, maxLength: n, max: 3 }),
          fc.uint8Array({ minLength: n, maxLength: n, max: 3 }),
        ),
      );
    fc.assert(
      fc.property(maps, ([a, b]) => {
        expect(dice(a, b, 2)).toBe(dice(b, a, 2));
        for (const score of Object.values(diceByLabel(a, b, [1, 2, 3]))) expect(score >= 0 && score <= 1).toBe(true);
        for (const score of Object.values(diceByLabel(a, a, [1, 2, 3]))) expect(score).toBe(1);
      }),
    );
  });

  it('leaves labels that nobody drew out of the mean', () => {
    expect(meanDice(Uint8Array.of(1, 0), Uint8Array.of(1, 0), [1, 2])).toBe(1);
  });
});

describe('entropy', () => {
  it('is 0 for certainty and log n for indifference', () => {
    expect(entropy([1, 0, 0])).toBe(0);
    expect(entropy([0.25, 0.25, 0.25, 0.25])).toBeCloseTo(Math.log(4));
  });
});

describe('intensityOnlyDice', () => {
  it('is 1 where the label has intensities of its own, wherever they lie', () => {
    expect(intensityOnlyDice([5, 90, 40, 5, 91, 41], Uint8Array.of(1, 0, 1, 1, 0, 1), 1)).toBe(1);
  });

  it('is the best of all sets of intensities', () => {
    const cases = fc.array(fc.tuple(fc.nat(3), fc.nat(1)), { minLength: 4, maxLength: 40 });
    fc.assert(
      fc.property(cases, (voxels) => {
        const image = voxels.map(([value]) => value);
        const truth = Uint8Array.from(voxels, ([, label]) => label);
        const scores = Array.from({ length: 16 }, (_, set) =>
          dice(
            Uint8Array.from(image, (value) => (set >> value) & 1),
            truth,
            1,
          ),
        );
        const found = intensityOnlyDice(image, truth, 1);
        if (!truth.includes(1)) expect(found).toBeNaN();
        else expect(found).toBeCloseTo(Math.max(...scores), 12);
      }),
    );
  });

  it('is NaN without the label', () => {
    expect(intensityOnlyDice([1, 2], Uint8Array.of(0, 0), 1)).toBeNaN();
  });
});
