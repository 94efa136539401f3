import { IGNORE } from '@scholia/autodiff';
import type { Random } from '@scholia/core';
import type { Dims } from '@scholia/volume';

/** A case on the plan's grid. */
export interface GridCase {
  readonly image: Float32Array;
  /** 0 background, then classes. */
  readonly classes: Uint8Array;
  readonly dims: Dims;
  /** Indices of foreground voxels (a sample is enough). */
  readonly foreground: Int32Array;
}

export interface Patch {
  /** [1, 1, D, H, W] */
  readonly image: Float32Array;
  readonly classes: Int32Array;
}

/** How far a patch may be turned, scaled and moved: what differs between people lying in a scanner. */
const MAX_TURN = 0.15;
const MAX_SCALE = 0.12;
const MAX_SHIFT = 0.06;

/**
 * Cuts a patch [D, H, W] out of a case, randomly turned (up to 8.6 degrees about each axis), scaled (12 %) and moved, in one pass of
 * linear interpolation; then scales, shifts, bends (gamma) and roughens its intensities. Where the case is larger than the
 * patch, two of three patches are centred on a foreground voxel. Outside the image
 * there is 0, the mean intensity, and no class.
 */
export function samplePatch(source: GridCase, [d, h, w]: readonly [number, number, number], random: Random): Patch {
  const [dx, dy, dz] = source.dims;
  const size = [w, h, d];
  const centre = centreOf(source, size, random);
  const m = randomMap(random);
  const image = new Float32Array(w * h * d);
  const classes = new Int32Array(w * h * d).fill(IGNORE);
  const plane = dx * dy;
  let at = 0;
  for (let z = 0; z < d; z++)
    for (let y = 0; y < h; y++) {
      const v = y - (h - 1) / 2;
      const u = z - (d - 1) / 2;
      for (let x = 0; x < w; x++, at++) {
        const t = x - (w - 1) / 2;
        const px = centre[0] + m[0] * t + m[1] * v + m[2] * u;
        const py = centre[1] + m[3] * t + m[4] * v + m[5] * u;
        const pz = centre[2] + m[6] * t + m[7] * v + m[8] * u;
        const x0 = Math.floor(px);
        const y0 = Math.floor(py);
        const z0 = Math.floor(pz);
        if (x0 < 0 || y0 < 0 || z0 < 0 || x0 + 1 >= dx || y0 + 1 >= dy || z0 + 1 >= dz) continue;
        const corner = x0 + dx * y0 + plane * z0;
        const fx = px - x0;
        const fy = py - y0;
        const fz = pz - z0;
        const s = source.image;
        const a = s[corner] + fx * (s[corner + 1] - s[corner]);
        const b = s[corner + dx] + fx * (s[corner + dx + 1] - s[corner + dx]);
        const c = s[corner + plane] + fx * (s[corner + plane + 1] - s[corner + plane]);
        const e = s[corner + plane + dx] + fx * (s[corner + plane + dx + 1] - s[corner + plane + dx]);
        const front = a + fy * (b - a);
        image[at] = front + fz * (c + fy * (e - c) - front);
        const nearest = corner + (fx >= 0.5 ? 1 : 0) + (fy >= 0.5 ? dx : 0) + (fz >= 0.5 ? plane : 0);
        classes[at] = source.classes[nearest];
      }
    }
  varyIntensities(image, random);
  return { image, classes };
}

function centreOf(source: GridCase, size: readonly number[], random: Random): number[] {
  const onForeground = source.foreground.length > 0 && random.next() < 2 / 3;
  const voxel = onForeground ? source.foreground[random.integer(source.foreground.length)] : -1;
  const [dx, dy] = source.dims;
  const aim = [voxel % dx, Math.floor(voxel / dx) % dy, Math.floor(voxel / (dx * dy))];
  return source.dims.map((voxels, axis) => {
    const middle = (voxels - 1) / 2;
    const jitter = (2 * random.next() - 1) * MAX_SHIFT * Math.min(voxels, size[axis]);
    const room = (voxels - size[axis]) / 2;
    if (room <= 0) return middle + jitter;
    const wanted = voxel < 0 ? middle + (2 * random.next() - 1) * room : aim[axis] + jitter;
    return Math.min(middle + room, Math.max(middle - room, wanted));
  });
}

/** Three small rotations and a scaling as a 3x3 matrix, row-major: patch offsets to case offsets. */
function randomMap(random: Random): number[] {
  const turn = () => (2 * random.next() - 1) * MAX_TURN;
  const [a, b, c] = [turn(), turn(), turn()];
  const scale = 1 + (2 * random.next() - 1) * MAX_SCALE;
  const [sa, ca, sb, cb, sc, cc] = [Math.sin(a), Math.cos(a), Math.sin(b), Math.cos(b), Math.sin(c), Math.cos(c)];
  return [
    cb * cc,
    sa * sb * cc - ca * sc,
    ca * sb * cc + sa * sc,
    cb * sc,
    sa * sb * sc + ca * cc,
    ca * sb * sc - sa * cc,
    -sb,
    sa * cb,
    ca * cb,
  ].map((value) => value * scale);
}

/** Scale 0.8 to 1.2, shift of 0.2 deviations, a bend of the middle tones, and noise up to 0.1 deviations. */
function varyIntensities(image: Float32Array, random: Random): void {
  const gain = 0.8 + 0.4 * random.next();
  const shift = 0.4 * (random.next() - 0.5);
  const bend = 0.2 * (random.next() - 0.5);
  const noise = 0.1 * random.next();
  for (let at = 0; at < image.length; at++) {
    const value = image[at];
    if (value === 0) continue;
    // Triangular noise: close to normal, at a third of the cost.
    const grain = noise * 2.45 * (random.next() + random.next() - 1);
    image[at] = value * gain + shift + bend * (value * Math.abs(value) - value) + grain;
  }
}
