import { describe, expect, it } from 'vitest';
import { planSchema } from '../plan/plan.ts';
import { BALL_PLAN } from '../testing/ball-case.ts';
import { type GridClick, withGuidance } from './guidance.ts';

const DEEPEDIT = planSchema.parse({ ...BALL_PLAN, method: 'deepedit' });
const SIZE = 16 ** 3;
const image = new Float32Array(SIZE).fill(0.5);
const index = (x: number, y: number, z: number) => x + 16 * (y + 16 * z);

describe('withGuidance', () => {
  it('puts a spot of height 1 where each click is, in the channel of its class', () => {
    const clicks: GridClick[] = [
      { at: [3, 4, 5], class: 1 },
      { at: [10, 9, 8], class: 0 },
    ];
    const input = withGuidance(image, clicks, DEEPEDIT, [0, 0, 0]);
    expect(input).toHaveLength(3 * SIZE);
    expect(input.subarray(0, SIZE)).toEqual(image);
    expect(input[SIZE + index(10, 9, 8)]).toBe(1);
    expect(input[2 * SIZE + index(3, 4, 5)]).toBe(1);
    expect(input[2 * SIZE + index(5, 4, 5)]).toBeCloseTo(Math.exp(-1 / 2), 6);
    expect(input[SIZE + index(3, 4, 5)]).toBe(0);
  });

  it('is cut out of one field: windows agree where they overlap', () => {
    const clicks: GridClick[] = [{ at: [18, 7, 7], class: 1 }];
    const here = withGuidance(image, clicks, DEEPEDIT, [0, 0, 0]);
    const there = withGuidance(image, clicks, DEEPEDIT, [8, 0, 0]);
    for (let x = 8; x < 16; x++) expect(here[2 * SIZE + index(x, 6, 9)]).toBe(there[2 * SIZE + index(x - 8, 6, 9)]);
    expect(here[2 * SIZE + index(15, 7, 7)]).toBeGreaterThan(0);
  });

  it('spots are as large in millimetres along thick slices, and no larger than the slice there', () => {
    const thick = planSchema.parse({ ...DEEPEDIT, targetSpacingMm: [1, 1, 5] });
    const input = withGuidance(image, [{ at: [8, 8, 8], class: 1 }], thick, [0, 0, 0]);
    expect(input[2 * SIZE + index(8, 8, 8)]).toBe(1);
    expect(input[2 * SIZE + index(8, 8, 9)]).toBeCloseTo(Math.exp(-(2.5 ** 2) / 2), 6);
    expect(input[2 * SIZE + index(8, 8, 10)]).toBe(0);
  });

  it('is the image alone for networks without clicks', () => {
    expect(withGuidance(image, [], BALL_PLAN, [0, 0, 0])).toBe(image);
  });
});
