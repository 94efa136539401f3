import type { Random } from '@scholia/core';
import { clampPoints, type Grid, type StrokeShape } from '@scholia/volume';

/** A short stroke near the middle, where all the others are painting too. */
export function randomStroke(grid: Grid, random: Random): [StrokeShape, { value: number }] {
  const start = grid.dims.map((size) => 8 * Math.floor(size / 2) + random.integer(160) - 80);
  const points = Array.from({ length: 6 }, (_, n) =>
    start.map((at, axis) => (axis === 2 ? at : at + n * random.integer(40))),
  );
  const shape = random.next() < 0.5 ? 'disc' : 'sphere';
  const stroke = {
    shape,
    axis: 2,
    radiusUm: 1000 + random.integer(6000),
    points: clampPoints(grid.dims, Int32Array.from(points.flat())),
  } as const;
  return [stroke, { value: random.integer(4) }];
}
