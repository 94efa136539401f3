import { type Affine, apply, invert, point, spacingMm, type Vec3 } from '@scholia/geometry';
import { type Dims, voxelCount } from '@scholia/volume';
import type { Structure } from './anatomy.ts';
import { type SmoothField, sampled } from './smooth-field.ts';

/** How a body differs from the drawing of it. */
export interface Deformation {
  /** Displacement along x, y, z, mm. */
  readonly shift: readonly [SmoothField, SmoothField, SmoothField];
  /** An uneven surface, mm. */
  readonly surface: SmoothField;
}

/** Signal without scanner effects, and the true label of every voxel; i fastest. */
export interface Painted {
  readonly signal: Float32Array;
  readonly labels: Uint8Array;
}

/**
 * Draws the structures in order onto a grid. A voxel that a surface passes through takes its share of both sides (partial
 * volume); its label is the structure that fills more than half of it.
 */
export function paint(
  structures: readonly Structure[],
  fat: number,
  { dims, grid, deformation }: { dims: Dims; grid: Affine<'ijk', 'ras'>; deformation: Deformation },
): Painted {
  const count = voxelCount(dims);
  const { x, y, z, uneven } = bodyPositions(dims, grid, deformation);
  const signal = new Float32Array(count);
  const labels = new Uint8Array(count);
  const voxelMm = Math.cbrt(spacingMm(grid).reduce((product, mm) => product * mm, 1));
  const slackMm = Math.hypot(...deformation.shift.map(({ limit }) => limit)) + deformation.surface.limit;
  const inside = (distance: number) => Math.min(1, Math.max(0, 0.5 - distance / voxelMm));
  for (const { shape, signal: value, label, rimMm } of structures) {
    visitBall(dims, grid, shape.centre, shape.reach + rimMm + voxelMm + slackMm, (at) => {
      const distance = shape.distance(x[at], y[at], z[at]) + uneven[at];
      if (distance > rimMm + voxelMm) return;
      const rim = rimMm > 0 && signal[at] > 0 ? inside(distance - rimMm) : 0;
      signal[at] += rim * (fat - signal[at]);
      const share = inside(distance);
      signal[at] += share * (value - signal[at]);
      if (share > 0.5) labels[at] = label;
      else if (rim > 0.5) labels[at] = 0;
    });
  }
  return { signal, labels };
}

/** Visits every voxel of the box around a ball given in RAS mm. */
function visitBall(
  dims: Dims,
  grid: Affine<'ijk', 'ras'>,
  centre: Vec3,
  radius: number,
  each: (at: number) => void,
): void {
  const inverse = invert(grid);
  const middle = apply(inverse, point('ras', ...centre));
  const [from, to] = [-1, 1].map((side) =>
    [0, 1, 2].map((axis) => {
      const half = radius * Math.hypot(inverse.m[4 * axis], inverse.m[4 * axis + 1], inverse.m[4 * axis + 2]);
      return Math.round(Math.min(dims[axis] - 1, Math.max(0, middle[axis] + side * half)));
    }),
  );
  for (let k = from[2]; k <= to[2]; k++)
    for (let j = from[1]; j <= to[1]; j++) for (let i = from[0]; i <= to[0]; i++) each(i + dims[0] * (j + dims[1] * k));
}

/** Where each voxel lies in the undeformed body, RAS mm; and how far from there its surfaces are off. */
function bodyPositions(dims: Dims, grid: Affine<'ijk', 'ras'>, { shift, surface }: Deformation) {
  const [x, y, z] = shift.map((field) => sampled(field, dims, grid));
  const { m } = grid;
  for (let k = 0, at = 0; k < dims[2]; k++)
    for (let j = 0; j < dims[1]; j++)
      for (let i = 0; i < dims[0]; i++, at++) {
        x[at] += m[0] * i + m[1] * j + m[2] * k + m[3];
        y[at] += m[4] * i + m[5] * j + m[6] * k + m[7];
        z[at] += m[8] * i + m[9] * j + m[10] * k + m[11];
      }
  return { x, y, z, uneven: sampled(surface, dims, grid) };
}
