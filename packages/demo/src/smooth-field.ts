import type { Random } from '@scholia/core';
import type { Affine } from '@scholia/geometry';
import { type Dims, voxelCount } from '@scholia/volume';

/** A smooth random scalar field over space: a sum of plane waves, of mean 0. */
export interface SmoothField {
  /** No value is further from 0. */
  readonly limit: number;
  readonly waves: readonly { readonly k: readonly [number, number, number]; readonly phase: number }[];
}

/** `wavelengthMm` [shortest, longest]; `deviation` in the unit of the values. */
export function smoothField(
  random: Random,
  { waves, wavelengthMm, deviation }: { waves: number; wavelengthMm: readonly [number, number]; deviation: number },
): SmoothField {
  return {
    limit: deviation * Math.sqrt(2 * waves),
    waves: Array.from({ length: waves }, () => {
      const [x, y, z] = [random.gaussian(), random.gaussian(), random.gaussian()];
      const wavelength = wavelengthMm[0] + random.next() * (wavelengthMm[1] - wavelengthMm[0]);
      const scale = (2 * Math.PI) / (wavelength * (Math.hypot(x, y, z) || 1));
      return { k: [x * scale, y * scale, z * scale] as const, phase: 2 * Math.PI * random.next() };
    }),
  };
}

/** The field at every voxel centre of a grid, i fastest. */
export function sampled({ limit, waves }: SmoothField, dims: Dims, { m }: Affine<'ijk', 'ras'>): Float32Array {
  const values = new Float32Array(voxelCount(dims));
  const amplitude = limit / waves.length;
  for (const { k, phase } of waves) {
    const along = (column: number) => k[0] * m[column] + k[1] * m[4 + column] + k[2] * m[8 + column];
    const [wi, wj, wk, w0] = [along(0), along(1), along(2), along(3) + phase];
    // Along a row the wave is a turning pointer: one rotation a voxel instead of one sine.
    const [turnCos, turnSin] = [Math.cos(wi), Math.sin(wi)];
    for (let z = 0, at = 0; z < dims[2]; z++)
      for (let y = 0; y < dims[1]; y++) {
        const start = w0 + wj * y + wk * z;
        let sin = amplitude * Math.sin(start);
        let cos = amplitude * Math.cos(start);
        for (let x = 0; x < dims[0]; x++, at++) {
          values[at] += sin;
          const next = sin * turnCos + cos * turnSin;
          cos = cos * turnCos - sin * turnSin;
          sin = next;
        }
      }
  }
  return values;
}
