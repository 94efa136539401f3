import type { Random } from '@scholia/core';
import { type Affine, affine } from '@scholia/geometry';
import type { Dims } from '@scholia/volume';
import { rotation } from './shapes.ts';
import { sampled, smoothField } from './smooth-field.ts';

/** Axis directions that the scanner stores, as signs of i, j, k along R, A, S: LAS (most), RAS and LPS. */
const STORED = [
  [-1, 1, 1],
  [-1, 1, 1],
  [1, 1, 1],
  [-1, -1, 1],
] as const;

/**
 * About 96 x 96 x 64 voxels of 1.0 x 1.0 x 1.6 mm, tilted a few degrees (oblique), centred on the body with some slack.
 * Entries are float32, as a NIfTI file holds them.
 */
export function acquisition(random: Random): { readonly dims: Dims; readonly grid: Affine<'ijk', 'ras'> } {
  const dims: Dims = [92 + 2 * random.integer(5), 92 + 2 * random.integer(5), 60 + 2 * random.integer(5)];
  const inPlane = 1 + 0.04 * (2 * random.next() - 1);
  const spacing = [inPlane, inPlane, 1.6 + 0.1 * (2 * random.next() - 1)];
  const tilt = () => (0.14 * (2 * random.next() - 1) * Math.PI) / 2;
  const r = rotation([tilt(), tilt(), tilt()]);
  const signs = STORED[random.integer(STORED.length)];
  const linear = r.map((value, at) => value * spacing[at % 3] * signs[at % 3]);
  const middle = [0, 1, 2].map((row) => {
    const offset = [0, 1, 2].reduce((sum, axis) => sum + (linear[3 * row + axis] * (dims[axis] - 1)) / 2, 0);
    return 2 * random.gaussian() - offset;
  });
  const rows = [0, 1, 2].flatMap((row) => [...linear.slice(3 * row, 3 * row + 3), middle[row]]);
  return { dims, grid: affine('ijk', 'ras', [...rows.map(Math.fround), 0, 0, 0, 1]) };
}

/**
 * What the scanner makes of the signal: coil shading (a smooth factor), uneven tissue, Rician noise, and a gain of its own.
 * `signal` has about 1 in organs; the result is in arbitrary units, as MR is.
 */
export function scan(random: Random, signal: Float32Array, { dims, grid }: ReturnType<typeof acquisition>): Int16Array {
  const image = new Int16Array(signal.length);
  const shading = sampled(smoothField(random, { waves: 4, wavelengthMm: [110, 240], deviation: 0.11 }), dims, grid);
  const texture = sampled(smoothField(random, { waves: 6, wavelengthMm: [7, 16], deviation: 0.03 }), dims, grid);
  const noise = 0.06 + 0.03 * random.next();
  const gain = 300 * 2 ** (2 * random.next() - 1);
  for (let at = 0; at < image.length; at++) {
    const clean = signal[at] * Math.exp(shading[at]) * (1 + texture[at]);
    // Gudbjartsson and Patz 1995: magnitude of a complex signal with Gaussian noise in both parts.
    const real = clean + noise * random.gaussian();
    const imaginary = noise * random.gaussian();
    image[at] = gain * Math.sqrt(real * real + imaginary * imaginary);
  }
  return image;
}
