import type { Random } from '@scholia/core';
import { type Affine, affine } from '@scholia/geometry';
import type { Dims } from '@scholia/volume';
import { type Plan, planSchema } from '../plan/plan.ts';
import type { LazyCase, TrainingCase } from '../training/cases.ts';

/** 1 mm voxels, file axes along R, A, S. */
export const IDENTITY: Affine<'ijk', 'ras'> = affine('ijk', 'ras', [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]);

/** A small network for `ballCase`, a few milliseconds a step. */
export const BALL_PLAN: Plan = planSchema.parse({
  targetSpacingMm: [1, 1, 1],
  patch: [16, 16, 16],
  channels: [6, 12],
  dropout: 0.2,
  learningRate: 1e-2,
  labels: [5],
  seed: 1,
});

/** A bright ball (label 5) and a bright thin plate (no label) at random places in noise: shape tells them apart. */
export function ballCase(random: Random, dims: Dims = [16, 16, 16]): TrainingCase {
  const radius = 3 + 2 * random.next();
  const place = (margin: number) => dims.map((size) => margin + random.next() * (size - 2 * margin));
  const [ball, plate] = [place(5), place(3)];
  const data = new Float32Array(dims[0] * dims[1] * dims[2]);
  const labels = new Uint8Array(data.length);
  let at = 0;
  for (let k = 0; k < dims[2]; k++)
    for (let j = 0; j < dims[1]; j++)
      for (let i = 0; i < dims[0]; i++, at++) {
        const inBall = Math.hypot(i - ball[0], j - ball[1], k - ball[2]) < radius;
        const inPlate = Math.abs(i - plate[0]) < 1 && Math.abs(j - plate[1]) < 3 && Math.abs(k - plate[2]) < 3;
        labels[at] = inBall ? 5 : 0;
        data[at] = 100 + (inBall || inPlate ? 40 : 0) + 8 * random.gaussian();
      }
  return { data, labels, dims, affine: IDENTITY };
}

export const lazy = (one: TrainingCase): LazyCase => ({ load: async () => one });
