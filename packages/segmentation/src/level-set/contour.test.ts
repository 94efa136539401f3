import type { Dims } from '@scholia/volume';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PerAxis } from '../grid/region.ts';
import { Contour } from './contour.ts';
import { distanceFrom } from './eikonal.ts';

/** A ball around the middle of a grid, in mm. */
function ball(cells: Dims, spacing: PerAxis, radiusMm: number): Uint8Array {
  const [ci, cj, ck] = cells;
  const inside = new Uint8Array(ci * cj * ck);
  const offMm = (place: number, axis: number) => spacing[axis] * (place - (cells[axis] - 1) / 2);
  for (let k = 0, cell = 0; k < ck; k++)
    for (let j = 0; j < cj; j++)
      for (let i = 0; i < ci; i++, cell++)
        inside[cell] = Math.hypot(offMm(i, 0), offMm(j, 1), offMm(k, 2)) < radiusMm ? 1 : 0;
  return inside;
}

const free = (inside: Uint8Array) => new Int8Array(inside.length);
const count = ({ phi }: Contour) => phi.reduce((sum, value) => sum + (value < 0 ? 1 : 0), 0);

/** Lets a ball move for some time; what is inside before and after, in mm^2 of a slice or mm^3. */
function move(cells: Dims, spacing: PerAxis, radiusMm: number, duration: number, push: number, betaMm: number) {
  const inside = ball(cells, spacing, radiusMm);
  const contour = new Contour(inside, free(inside), cells, spacing);
  const size = spacing.reduce((product, mm, axis) => (cells[axis] > 1 ? product * mm : product), 1);
  const before = size * count(contour);
  const pushes = new Float32Array(inside.length).fill(push);
  let time = 0;
  while (time < duration) time += contour.step(pushes, betaMm);
  expect(contour.phi.some(Number.isNaN)).toBe(false);
  return { before, after: size * count(contour), time };
}

const radiusOf = (volume: number) => Math.cbrt((3 * volume) / (4 * Math.PI));

const CIRCLES: readonly (readonly [Dims, PerAxis])[] = [
  [
    [48, 48, 1],
    [1, 1, 7],
  ],
  [
    [80, 1, 40],
    [0.6, 3, 1.2],
  ],
  [
    [1, 48, 30],
    [1, 1, 1.6],
  ],
];
const BALLS: readonly (readonly [Dims, PerAxis])[] = [
  [
    [30, 30, 30],
    [1, 1, 1],
  ],
  [
    [30, 30, 15],
    [1, 1, 2],
  ],
  [
    [38, 30, 20],
    [0.8, 1, 1.5],
  ],
];

describe('Contour', () => {
  // A first-order scheme on cells of about a tenth of the radius: within 7%.
  it.each(CIRCLES)("takes 2 pi t off a circle's area, cells %j of %j mm", (cells, spacing) => {
    const { before, after, time } = move(cells, spacing, 20, 100, 0, 1);
    expect(Math.abs((before - after) / (2 * Math.PI * time) - 1)).toBeLessThan(0.07);
  });

  it.each(BALLS)("takes 4 t off the square of a ball's radius, cells %j of %j mm", (cells, spacing) => {
    const { before, after, time } = move(cells, spacing, 11, 15, 0, 1);
    const lost = radiusOf(before) ** 2 - radiusOf(after) ** 2;
    expect(Math.abs(lost / (4 * time) - 1)).toBeLessThan(0.07);
  });

  it.each(BALLS)('grows and shrinks by the push in mm, cells %j of %j mm', (cells, spacing) => {
    const grown = move(cells, spacing, 5, 6, 1, 0);
    expect((radiusOf(grown.after) - radiusOf(grown.before)) / grown.time).toBeCloseTo(1, 1);
    const shrunk = move(cells, spacing, 12, 12, -0.5, 0);
    expect((radiusOf(shrunk.after) - radiusOf(shrunk.before)) / shrunk.time).toBeCloseTo(-0.5, 1);
  });

  it('has twice the speed with twice the beta', () => {
    const [once, twice] = [move([48, 48, 1], [1, 1, 1], 18, 60, 0, 1), move([48, 48, 1], [1, 1, 1], 18, 30, 0, 2)];
    expect((once.before - once.after) / once.time).toBeCloseTo((0.5 * (twice.before - twice.after)) / twice.time, 0);
  });

  it('rests where push and curvature are in balance', () => {
    // A ball whose push falls with the radius: 2 beta / r = push at r = 8.
    const cells: Dims = [30, 30, 30];
    const push = Float32Array.from({ length: 27_000 }, (_, n) => {
      const r = Math.hypot((n % 30) - 14.5, (Math.floor(n / 30) % 30) - 14.5, Math.floor(n / 900) - 14.5);
      return Math.max(-1, Math.min(1, 0.25 - (r - 8) / 4));
    });
    for (const radius of [4, 12]) {
      const inside = ball(cells, [1, 1, 1], radius);
      const contour = new Contour(inside, free(inside), cells, [1, 1, 1]);
      for (let step = 0; step < 150; step++) contour.step(push, 1);
      expect(Math.abs(radiusOf(count(contour)) - 8)).toBeLessThan(0.5);
    }
  });

  it('keeps cells where they must be, whatever pushes', () => {
    const cells: Dims = [12, 9, 7];
    const hard = new Int8Array(12 * 9 * 7);
    hard[100] = 1;
    hard[300] = -1;
    hard[301] = -1;
    const inside = ball(cells, [1, 1, 1], 3);
    for (const push of [-1, 1]) {
      const contour = new Contour(inside, hard, cells, [1, 1, 1]);
      for (let step = 0; step < 60; step++) contour.step(new Float32Array(hard.length).fill(push), 0.2);
      expect(contour.phi[100]).toBeLessThan(0);
      expect(contour.phi[300]).toBeGreaterThanOrEqual(0);
      expect(contour.phi[301]).toBeGreaterThanOrEqual(0);
      expect(count(contour)).toBe(push < 0 ? 1 : hard.length - 2);
    }
  });

  it('has nothing to move when all or nothing is inside, or there is one cell', () => {
    for (const cells of [
      [4, 3, 2],
      [1, 1, 1],
    ] as const)
      for (const value of [0, 1]) {
        const inside = new Uint8Array(cells[0] * cells[1] * cells[2]).fill(value);
        const contour = new Contour(inside, free(inside), cells, [1, 1, 1]);
        contour.step(new Float32Array(inside.length).fill(1), 1);
        expect(contour.frontLength).toBe(0);
        expect(count(contour)).toBe(value * inside.length);
      }
  });
});

describe('distanceFrom', () => {
  it('solves the equation, whichever axes count', () => {
    const distance = fc.oneof(fc.double({ min: 0, max: 5, noNaN: true }), fc.constant(Number.POSITIVE_INFINITY));
    const mm = fc.double({ min: 0.2, max: 5, noNaN: true });
    fc.assert(
      fc.property(fc.tuple(distance, distance, distance), fc.tuple(mm, mm, mm), (d, h) => {
        fc.pre(d.some(Number.isFinite));
        const u = distanceFrom(d[0], d[1], d[2], h[0], h[1], h[2]);
        const sum = d.reduce((total, known, axis) => total + (Math.max(0, u - known) / h[axis]) ** 2, 0);
        expect(sum).toBeCloseTo(1, 6);
      }),
    );
  });
});
