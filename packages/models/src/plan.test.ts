import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CaseShape, planSchema, planTraining } from './plan.ts';

const shapes = fc.array(
  fc.record({
    dims: fc.tuple(
      fc.integer({ min: 1, max: 600 }),
      fc.integer({ min: 1, max: 600 }),
      fc.integer({ min: 1, max: 900 }),
    ),
    spacingMm: fc.tuple(
      fc.double({ min: 0.2, max: 8, noNaN: true }),
      fc.double({ min: 0.2, max: 8, noNaN: true }),
      fc.double({ min: 0.2, max: 8, noNaN: true }),
    ),
  }),
  { minLength: 1, maxLength: 5 },
);

describe('planTraining', () => {
  it('gives a network input that halves at every level and stays small, for any data', () => {
    fc.assert(
      fc.property(shapes, (cases: CaseShape[]) => {
        const plan = planSchema.parse(planTraining(cases, [3, 1]));
        for (const size of plan.patch) expect(size % 2 ** (plan.channels.length - 1)).toBe(0);
        expect(plan.patch[0] * plan.patch[1] * plan.patch[2]).toBeLessThanOrEqual(1.5 * (1 << 16));
        expect(plan.labels).toEqual([1, 3]);
      }),
    );
  });

  it('takes a small volume whole, at its own spacing', () => {
    const plan = planTraining([{ dims: [35, 50, 36], spacingMm: [1, 1, 1] }], [1, 2]);
    expect(plan.targetSpacingMm).toEqual([1, 1, 1]);
    expect(plan.patch).toEqual([40, 56, 40]);
  });

  it('coarsens fine axes first, towards equal spacing', () => {
    const { targetSpacingMm } = planTraining([{ dims: [200, 200, 50], spacingMm: [0.7, 0.7, 3] }], [1]);
    expect(targetSpacingMm[2]).toBe(3);
    expect(targetSpacingMm[0]).toBeGreaterThan(0.7);
    expect(targetSpacingMm[0]).toBe(targetSpacingMm[1]);
  });
});
