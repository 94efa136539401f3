import type { Dims } from '@scholia/volume';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OUTSIDE } from '../method.ts';
import { Flooding, HIGHEST } from './flooding.ts';

interface Problem {
  readonly cells: Dims;
  readonly heights: Uint16Array;
  readonly markers: Uint8Array;
}

const problems = (longest: number): fc.Arbitrary<Problem> => {
  const length = fc.integer({ min: 1, max: longest });
  return fc.tuple(length, length, length).chain((cells) => {
    const count = cells[0] * cells[1] * cells[2];
    const each = { minLength: count, maxLength: count };
    const marker = fc.oneof({ weight: 8, arbitrary: fc.constant(0) }, fc.constantFrom(1, 2, OUTSIDE));
    const height = fc.oneof(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: HIGHEST }), fc.constant(HIGHEST));
    return fc.record({
      cells: fc.constant<Dims>(cells),
      heights: fc.array(height, each).map((values) => Uint16Array.from(values)),
      markers: fc.array(marker, each).map((values) => Uint8Array.from(values)),
    });
  });
};

function flooded({ heights, markers, cells }: Problem, steps?: number): Uint8Array {
  const flooding = new Flooding(heights, markers, cells);
  while (!flooding.run(steps));
  return flooding.labels();
}

const place = (cell: number, [ci, cj]: Dims) => [cell % ci, Math.floor(cell / ci) % cj, Math.floor(cell / (ci * cj))];
const touch = (a: number, b: number, cells: Dims) =>
  place(a, cells).reduce((sum, v, axis) => sum + Math.abs(v - place(b, cells)[axis]), 0) === 1;

/** The same with one sorted list, as Meyer puts it. Neighbours k first, as they lie in memory. */
function listed({ heights, markers, cells }: Problem): Uint8Array {
  const labels = markers.slice();
  const list: { cell: number; level: number }[] = [];
  markers.forEach((marker, cell) => {
    if (marker !== 0) list.push({ cell, level: 0 });
  });
  for (let now = list.shift(); now; now = list.shift()) {
    const { cell, level } = now;
    labels.forEach((label, next) => {
      if (label !== 0 || !touch(cell, next, cells)) return;
      labels[next] = labels[cell];
      list.push({ cell: next, level: Math.max(level, heights[next]) });
    });
    list.sort((a, b) => a.level - b.level);
  }
  return labels.map((label) => (label === OUTSIDE ? 0 : label));
}

/** Level at which the water of a label reaches each cell: the least, over paths, of the highest cell. Relaxed until still. */
function levels(label: number, { heights, markers, cells }: Problem): number[] {
  const result = [...markers].map((marker) => (marker === label ? 0 : Number.POSITIVE_INFINITY));
  for (let isChanged = true; isChanged; ) {
    isChanged = false;
    result.forEach((level, cell) => {
      markers.forEach((marker, next) => {
        const through = Math.max(level, heights[next]);
        if (marker !== 0 || !touch(cell, next, cells) || through >= result[next]) return;
        result[next] = through;
        isChanged = true;
      });
    });
  }
  return result;
}

describe('Flooding', () => {
  it('does what a sorted list does', () => {
    fc.assert(
      fc.property(problems(4), (problem) => {
        expect(flooded(problem)).toEqual(listed(problem));
      }),
      { numRuns: 100 },
    );
  });

  it('gives each cell to a label whose water reaches it at the lowest level', () => {
    fc.assert(
      fc.property(problems(3), (problem) => {
        const of = new Map([1, 2, OUTSIDE].map((label) => [label === OUTSIDE ? 0 : label, levels(label, problem)]));
        if (problem.markers.every((marker) => marker === 0)) return;
        flooded(problem).forEach((label, cell) => {
          expect(of.get(label)?.[cell]).toBe(Math.min(...[...of.values()].map((level) => level[cell])));
        });
      }),
    );
  });

  it('does not care how often it is interrupted', () => {
    fc.assert(
      fc.property(problems(5), fc.integer({ min: 1, max: 9 }), (problem, steps) => {
        expect(flooded(problem, steps)).toEqual(flooded(problem));
      }),
    );
  });
});
