import { describe, expect, it } from 'vitest';
import { slownessOf } from './slowness.ts';

describe('slownessOf', () => {
  it('is 1 and ten times the squared slope relative to its mean, per millimetre', () => {
    // I = 3 x + 8 z in mm: the same slope everywhere.
    const [di, dj, dk] = [4, 3, 5];
    const image = Float32Array.from(
      { length: di * dj * dk },
      (_, at) => 3 * 0.5 * (at % di) + 8 * 2 * Math.floor(at / (di * dj)),
    );
    const even = slownessOf(image, [di, dj, dk], [0.5, 1, 2], () => true);
    for (const slow of even) expect(slow).toBeCloseTo(11, 4);
    const gained = slownessOf(
      image.map((value) => 4 * value - 7),
      [di, dj, dk],
      [0.5, 1, 2],
      () => true,
    );
    gained.forEach((slow, at) => {
      expect(slow).toBeCloseTo(even[at], 4);
    });
  });

  it('is larger on an edge than beside it, and infinite where nothing may go', () => {
    const image = Float32Array.of(0, 0, 0, 0, 10, 10, 10, 10);
    const slow = slownessOf(image, [8, 1, 1], [1, 1, 1], (cell) => cell !== 7);
    expect([...slow.slice(0, 3), ...slow.slice(5, 7)]).toEqual([1, 1, 1, 1, 1]);
    expect(slow[3]).toBe(slow[4]);
    expect(slow[3]).toBeGreaterThan(20);
    expect(slow[7]).toBe(Number.POSITIVE_INFINITY);
  });

  it('is 1 everywhere in a constant image', () => {
    expect([...slownessOf(new Float32Array(8).fill(5), [2, 2, 2], [1, 1, 1], () => true)]).toEqual(Array(8).fill(1));
  });
});
