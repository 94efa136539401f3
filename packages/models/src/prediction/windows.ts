import type { Dims } from '@scholia/volume';

/** First voxel of each window along one axis: windows overlap by half or more and cover everything. */
export function windowStarts(size: number, window: number): number[] {
  if (size <= window) return [Math.floor((size - window) / 2)];
  const count = Math.ceil((size - window) / (window / 2)) + 1;
  return Array.from({ length: count }, (_, n) => Math.round((n * (size - window)) / (count - 1)));
}

/** Weight of each voxel of a window along one axis: a Gaussian of an eighth of the window (Isensee 2021), at least 0.01. */
export function windowWeights(window: number): Float32Array {
  const sigma = window / 8;
  const centre = (window - 1) / 2;
  return Float32Array.from({ length: window }, (_, n) => Math.max(0.01, Math.exp(-(((n - centre) / sigma) ** 2) / 2)));
}

/** Copies the window that starts at (x, y, z) out of a volume, x fastest; outside there is 0. */
export function cutWindow(
  source: Float32Array,
  [dx, dy, dz]: Dims,
  [d, h, w]: readonly [number, number, number],
  [sx, sy, sz]: Dims,
): Float32Array {
  const window = new Float32Array(d * h * w);
  const from = Math.max(0, -sx);
  const to = Math.min(w, dx - sx);
  for (let z = Math.max(0, -sz); z < Math.min(d, dz - sz); z++)
    for (let y = Math.max(0, -sy); y < Math.min(h, dy - sy); y++) {
      const row = dx * (y + sy + dy * (z + sz));
      window.set(source.subarray(row + sx + from, row + sx + to), w * (y + h * z) + from);
    }
  return window;
}
