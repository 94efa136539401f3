import type { Dims } from '@scholia/volume';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OUTSIDE } from '../method.ts';
import { IntervalFlood } from './interval-flood.ts';

interface Problem {
  readonly cells: Dims;
  readonly image: Float32Array;
  readonly seeds: Uint8Array;
}

const length = fc.integer({ min: 1, max: 6 });
/** Few intensities, so that regions are large and touch; seeds of one label, and walls. */
const problems: fc.Arbitrary<Problem> = fc.tuple(length, length, length).chain((cells) => {
  const each = { minLength: cells[0] * cells[1] * cells[2], maxLength: cells[0] * cells[1] * cells[2] };
  const seed = fc.oneof({ weight: 8, arbitrary: fc.constant(0) }, fc.constant(7), fc.constant(OUTSIDE));
  return fc.record({
    cells: fc.constant<Dims>(cells),
    image: fc.array(fc.integer({ min: 0, max: 3 }), each).map((values) => Float32Array.from(values)),
    seeds: fc.array(seed, each).map((values) => Uint8Array.from(values)),
  });
});

const within = (low: number, high: number) => ({
  low: new Float64Array(256).fill(low),
  high: new Float64Array(256).fill(high),
});

function flooded({ cells, image, seeds }: Problem, low: number, high: number, steps?: number) {
  const flood = new IntervalFlood({ image, seeds }, cells, within(low, high));
  while (!flood.run(steps));
  return { labels: flood.labels(), count: flood.counts[7] };
}

/** Sweeps over all pairs of cells until nothing changes. */
function swept({ cells: [ci, cj], image, seeds }: Problem, low: number, high: number): Uint8Array {
  const labels = seeds.slice();
  const place = (cell: number) => [cell % ci, Math.floor(cell / ci) % cj, Math.floor(cell / (ci * cj))];
  const touch = (a: number, b: number) =>
    place(a).reduce((sum, v, axis) => sum + Math.abs(v - place(b)[axis]), 0) === 1;
  for (let isChanged = true; isChanged; ) {
    isChanged = false;
    labels.forEach((label, cell) => {
      if (label !== 0 || image[cell] < low || image[cell] > high) return;
      if (!labels.some((other, next) => other === 7 && touch(cell, next))) return;
      labels[cell] = 7;
      isChanged = true;
    });
  }
  return labels.map((label) => (label === OUTSIDE ? 0 : label));
}

describe('IntervalFlood', () => {
  it('reaches what sweeping until nothing changes reaches', () => {
    fc.assert(
      fc.property(problems, (problem) => {
        const { labels, count } = flooded(problem, 1, 2);
        expect(labels).toEqual(swept(problem, 1, 2));
        expect(count).toBe(labels.filter((label) => label === 7).length);
      }),
    );
  });

  it('does not care how often it is interrupted', () => {
    fc.assert(
      fc.property(problems, fc.integer({ min: 1, max: 5 }), (problem, steps) => {
        expect(flooded(problem, 0, 2, steps)).toEqual(flooded(problem, 0, 2));
      }),
    );
  });

  it('meets half way between two labels', () => {
    const image = new Float32Array(9);
    const seeds = Uint8Array.of(7, 0, 0, 0, 0, 0, 0, 0, 8);
    const flood = new IntervalFlood({ image, seeds }, [9, 1, 1], within(0, 0));
    while (!flood.run());
    expect([...flood.labels()]).toEqual([7, 7, 7, 7, 7, 8, 8, 8, 8]);
  });

  it('lets nothing join an interval that is not a number', () => {
    const flood = new IntervalFlood(
      { image: new Float32Array(3), seeds: Uint8Array.of(0, 7, 0) },
      [3, 1, 1],
      within(Number.NaN, Number.NaN),
    );
    while (!flood.run());
    expect([...flood.labels()]).toEqual([0, 7, 0]);
  });
});
