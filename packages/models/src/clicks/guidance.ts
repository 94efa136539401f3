import type { Plan } from '../plan/plan.ts';
import { shapeOf } from '../plan/plan.ts';

/** What somebody says is at a voxel (x, y, z) of the plan's grid: a class of the network, 0 is background. */
export interface GridClick {
  readonly at: readonly [number, number, number];
  readonly class: number;
}

/** Of the spot that a click makes: twice the finest spacing, as in DeepEdit. */
const SIGMA_VOXELS = 2;
/** Beyond so many sigmas there is nothing. */
const REACH = 3;

/**
 * The input of a network that takes clicks, [1, inputs, D, H, W]: the image's window, and for each class a channel with a Gaussian
 * spot of height 1 for each click on it. `start` is the window's first voxel (x, y, z). Clicks elsewhere leave what reaches in.
 */
export function withGuidance(
  image: Float32Array,
  clicks: readonly GridClick[],
  plan: Plan,
  start: readonly [number, number, number],
): Float32Array {
  const { inputs } = shapeOf(plan);
  if (inputs === 1) return image;
  const [d, h, w] = plan.patch;
  const size = [w, h, d];
  const input = new Float32Array(inputs * image.length);
  input.set(image);
  const finest = Math.min(...plan.targetSpacingMm);
  const sigmas = plan.targetSpacingMm.map((mm) => (SIGMA_VOXELS * finest) / mm);
  for (const { at, class: clicked } of clicks) {
    const channel = input.subarray((1 + clicked) * image.length, (2 + clicked) * image.length);
    const centre = at.map((voxel, axis) => voxel - start[axis]);
    const [xs, ys, zs] = centre.map((middle, axis) => profile(middle, sigmas[axis], size[axis]));
    for (const [z, byZ] of zs)
      for (const [y, byY] of ys)
        for (const [x, byX] of xs) {
          const index = x + w * (y + h * z);
          channel[index] = Math.max(channel[index], byX * byY * byZ);
        }
  }
  return input;
}

/** Index and height of a Gaussian along one axis, where it lies in the window. */
function profile(middle: number, sigma: number, size: number): [number, number][] {
  const values: [number, number][] = [];
  const reach = Math.max(0.5, REACH * sigma);
  for (let n = Math.max(0, Math.ceil(middle - reach)); n <= Math.min(size - 1, Math.floor(middle + reach)); n++)
    values.push([n, Math.exp(-(((n - middle) / sigma) ** 2) / 2)]);
  return values;
}
