import type { Random } from '@scholia/core';
import type { Augmentation } from './augmentation.ts';

/**
 * Varies a patch [D, H, W] in place: contrast, brightness, a bend of the tones, a smooth bias field, and noise. What is exactly 0, the mean
 * intensity that fills the outside, stays.
 */
export function varyIntensities(
  image: Float32Array,
  [depth, height, width]: readonly [number, number, number],
  { gain, brightness, bend, noise, biasField }: Augmentation,
  random: Random,
): void {
  const signed = (most: number) => (2 * random.next() - 1) * most;
  const factor = 1 + signed(gain);
  const shift = signed(brightness);
  const curve = signed(bend);
  const grain = noise * random.next();
  const field = biasField > 0 ? randomField(biasField, random) : undefined;
  for (let z = 0, at = 0; z < depth; z++)
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++, at++) {
        const value = image[at];
        if (value === 0) continue;
        const lit = field ? value * field(x / width, y / height, z / depth) : value;
        // Triangular noise: close to normal, at a third of the cost.
        const speck = grain === 0 ? 0 : grain * 2.45 * (random.next() + random.next() - 1);
        image[at] = lit * factor + shift + curve * (lit * Math.abs(lit) - lit) + speck;
      }
}

/** e^(a polynomial of degree 2 in x, y, z of 0..1), within `most` of 1. Source: Van Leemput et al. 1999, equation 1. */
function randomField(most: number, random: Random): (x: number, y: number, z: number) => number {
  const c = Array.from({ length: 9 }, () => 2 * random.next() - 1);
  return (x, y, z) => {
    const [u, v, w] = [2 * x - 1, 2 * y - 1, 2 * z - 1];
    const terms = [u, v, w, u * u, v * v, w * w, u * v, v * w, w * u];
    return Math.exp((most * terms.reduce((sum, term, at) => sum + term * c[at], 0)) / 9);
  };
}
