import { IGNORE } from '@scholia/autodiff';
import type { Random } from '@scholia/core';
import type { Dims } from '@scholia/volume';
import type { Augmentation } from '../augment/augmentation.ts';
import { varyIntensities } from '../augment/intensities.ts';
import { randomWarp } from '../augment/warp.ts';

/** Some planes of a case, from one z on: x fastest. */
export interface Planes {
  readonly image: Float32Array;
  /** 0 background, then classes. */
  readonly classes: Uint8Array;
}

/** A case on the plan's grid. Its voxels may be elsewhere, and are read when a patch needs them. */
export interface GridCase {
  readonly dims: Dims;
  /** Indices of foreground voxels (a sample is enough). */
  readonly foreground: Int32Array;
  /** Planes `from` to `to` - 1 along z, good until the next call. */
  planes(from: number, to: number): Planes;
}

export interface Patch {
  /** [1, 1, D, H, W]; with clicks [1, inputs, D, H, W] */
  readonly image: Float32Array;
  readonly classes: Int32Array;
}

/** Of the patches of a case that is larger than they are. */
const FOREGROUND_SHARE = 2 / 3;

/**
 * Cuts a patch [D, H, W] out of a case, varied as `augmentation` says, in one pass of linear interpolation. Where the case is larger than
 * the patch, a share of them is centred on a foreground voxel. Outside the image there is 0, the mean intensity, and no class.
 */
export function samplePatch(
  source: GridCase,
  patch: readonly [number, number, number],
  augmentation: Augmentation,
  random: Random,
  foregroundShare = FOREGROUND_SHARE,
): Patch {
  const [d, h, w] = patch;
  const [dx, dy, dz] = source.dims;
  const size = [w, h, d];
  const centre = centreOf(source, size, augmentation.shift, foregroundShare, random);
  const { matrix: m, field } = randomWarp(augmentation, size, random);
  const [low, high] = planesReached(centre[2], m.slice(6), size, field?.most ?? 0, dz);
  const { image: s, classes: known } = source.planes(low, high);
  const image = new Float32Array(w * h * d);
  const classes = new Int32Array(w * h * d).fill(IGNORE);
  const plane = dx * dy;
  const moved = new Float64Array(3);
  let at = 0;
  for (let z = 0; z < d; z++)
    for (let y = 0; y < h; y++)
      for (let x = 0; x < w; x++, at++) {
        field?.at(x, y, z, moved);
        const t = x - (w - 1) / 2 + moved[0];
        const v = y - (h - 1) / 2 + moved[1];
        const u = z - (d - 1) / 2 + moved[2];
        const px = centre[0] + m[0] * t + m[1] * v + m[2] * u;
        const py = centre[1] + m[3] * t + m[4] * v + m[5] * u;
        const pz = centre[2] + m[6] * t + m[7] * v + m[8] * u;
        const x0 = Math.floor(px);
        const y0 = Math.floor(py);
        const z0 = Math.floor(pz);
        if (x0 < 0 || y0 < 0 || z0 < low || x0 + 1 >= dx || y0 + 1 >= dy || z0 + 1 >= high) continue;
        const corner = x0 + dx * y0 + plane * (z0 - low);
        const fx = px - x0;
        const fy = py - y0;
        const fz = pz - z0;
        const a = s[corner] + fx * (s[corner + 1] - s[corner]);
        const b = s[corner + dx] + fx * (s[corner + dx + 1] - s[corner + dx]);
        const c = s[corner + plane] + fx * (s[corner + plane + 1] - s[corner + plane]);
        const e = s[corner + plane + dx] + fx * (s[corner + plane + dx + 1] - s[corner + plane + dx]);
        const front = a + fy * (b - a);
        image[at] = front + fz * (c + fy * (e - c) - front);
        classes[at] = known[corner + (fx >= 0.5 ? 1 : 0) + (fy >= 0.5 ? dx : 0) + (fz >= 0.5 ? plane : 0)];
      }
  varyIntensities(image, patch, augmentation, random);
  return { image, classes };
}

/** Planes that a patch may touch, at least one: `row` is that of the matrix for z. */
function planesReached(
  centre: number,
  row: readonly number[],
  size: readonly number[],
  bent: number,
  planes: number,
): readonly [number, number] {
  const reach = row.reduce((sum, value, axis) => sum + Math.abs(value) * ((size[axis] - 1) / 2 + bent), 0);
  const low = Math.min(planes - 1, Math.max(0, Math.floor(centre - reach)));
  return [low, Math.min(planes, Math.max(low + 1, Math.floor(centre + reach) + 2))];
}

function centreOf(
  source: GridCase,
  size: readonly number[],
  shift: number,
  foregroundShare: number,
  random: Random,
): number[] {
  const onForeground = source.foreground.length > 0 && random.next() < foregroundShare;
  const voxel = onForeground ? source.foreground[random.integer(source.foreground.length)] : -1;
  const [dx, dy] = source.dims;
  const aim = [voxel % dx, Math.floor(voxel / dx) % dy, Math.floor(voxel / (dx * dy))];
  return source.dims.map((voxels, axis) => {
    const middle = (voxels - 1) / 2;
    const jitter = (2 * random.next() - 1) * shift * Math.min(voxels, size[axis]);
    const room = (voxels - size[axis]) / 2;
    if (room <= 0) return middle + jitter;
    const wanted = voxel < 0 ? middle + (2 * random.next() - 1) * room : aim[axis] + jitter;
    return Math.min(middle + room, Math.max(middle - room, wanted));
  });
}
