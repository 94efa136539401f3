import type { Random } from '@scholia/core';

/** A smooth random scalar field over space: a sum of plane waves. Values have mean 0 and about the given deviation. */
export type SmoothField = (x: number, y: number, z: number) => number;

/** `wavelengthMm` [shortest, longest]; `deviation` in the unit of the values. */
export function smoothField(
  random: Random,
  { waves, wavelengthMm, deviation }: { waves: number; wavelengthMm: readonly [number, number]; deviation: number },
): SmoothField {
  const amplitude = deviation * Math.sqrt(2 / waves);
  const terms = Array.from({ length: waves }, () => {
    const direction = [random.gaussian(), random.gaussian(), random.gaussian()];
    const length = Math.hypot(...direction) || 1;
    const wavelength = wavelengthMm[0] + random.next() * (wavelengthMm[1] - wavelengthMm[0]);
    const scale = (2 * Math.PI) / (wavelength * length);
    return { kx: direction[0] * scale, ky: direction[1] * scale, kz: direction[2] * scale, phase: random.next() * 7 };
  });
  return (x, y, z) => {
    let sum = 0;
    for (const { kx, ky, kz, phase } of terms) sum += Math.sin(kx * x + ky * y + kz * z + phase);
    return amplitude * sum;
  };
}
