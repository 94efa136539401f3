import type { ImageGrid } from '../prepare/prepare.ts';

/** Whether each axis x, y, z is mirrored. */
export type Mirror = readonly [boolean, boolean, boolean];

/** All that mirroring the axes allowed can make of an image; first the image itself. */
export function mirrorsAlong(allowed: Mirror): Mirror[] {
  const choices = allowed.map((may) => (may ? [false, true] : [false]));
  return choices[2].flatMap((z) => choices[1].flatMap((y) => choices[0].map((x): Mirror => [x, y, z])));
}

/** [channels, D, H, W], mirrored: a copy where any axis is. Its own inverse. */
export function mirrored(values: Float32Array, [d, h, w]: ImageGrid['patch'], [x, y, z]: Mirror): Float32Array {
  if (!x && !y && !z) return values;
  const result = new Float32Array(values.length);
  const rows = values.length / w;
  for (let row = 0; row < rows; row++) {
    const [ofY, ofZ, channel] = [row % h, Math.floor(row / h) % d, Math.floor(row / h / d)];
    const from = w * ((y ? h - 1 - ofY : ofY) + h * ((z ? d - 1 - ofZ : ofZ) + d * channel));
    const target = result.subarray(row * w, (row + 1) * w);
    target.set(values.subarray(from, from + w));
    if (x) target.reverse();
  }
  return result;
}
