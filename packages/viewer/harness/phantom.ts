/** A synthetic CT-like volume as NIfTI bytes, for the browser tests: oblique, anisotropic, and stored in a non-RAS order. */
import type { Vec3 } from '@scholia/geometry';

export interface Phantom {
  readonly dims: Vec3;
  readonly affine: readonly number[];
  readonly bytes: ArrayBuffer;
}

/** Degrees that the stored axes are turned away from the world's. */
const TILT = 12;

/**
 * Stored axes: i runs to the back (P), j to the head (S), k to the left (L), each tilted; spacing as given, mm.
 * Row-major ijk -> RAS.
 */
export function phantomAffine(dims: Vec3, spacing: Vec3): number[] {
  const a = (TILT * Math.PI) / 180;
  const [cos, sin] = [Math.cos(a), Math.sin(a)];
  // Columns: the world direction of +i, +j, +k before the tilt; then a rotation about the world's left-right axis.
  const tilt = ([x, y, z]: Vec3): Vec3 => [x, y * cos - z * sin, y * sin + z * cos];
  const columns = [tilt([0, -1, 0]), tilt([0, 0, 1]), tilt([-1, 0, 0])];
  const origin = [0, 1, 2].map(
    (row) => -columns.reduce((sum, column, axis) => sum + (column[row] * spacing[axis] * (dims[axis] - 1)) / 2, 0),
  );
  return [0, 1, 2]
    .flatMap((row) => [...columns.map((column, axis) => column[row] * spacing[axis]), origin[row]])
    .concat([0, 0, 0, 1]);
}

/** `marker`: a 3x3x3 block of 3000 HU around this stored voxel, to be found again on the screen. */
export function makePhantom(dims: Vec3, spacing: Vec3, marker?: Vec3): Phantom {
  const [di, dj, dk] = dims;
  const voxels = new Int16Array(di * dj * dk);
  const mm = (index: number, axis: number) => (index - (dims[axis] - 1) / 2) * spacing[axis];
  const half = dims.map((d, axis) => (d * spacing[axis]) / 2);
  let noise = 12345;
  for (let k = 0, at = 0; k < dk; k++) {
    for (let j = 0; j < dj; j++) {
      for (let i = 0; i < di; i++, at++) {
        const p = [mm(i, 0) / half[0], mm(j, 1) / half[1], mm(k, 2) / half[2]];
        const body = Math.hypot(p[0] / 0.85, p[1] / 0.95, p[2] / 0.8);
        const skull = Math.hypot(p[0] / 0.78, p[1] / 0.88, p[2] / 0.73);
        const organ = Math.hypot((p[0] + 0.2) / 0.3, (p[1] - 0.1) / 0.35, (p[2] - 0.25) / 0.3);
        // Towards the nose, so that a mirrored view would be seen at once.
        const nose = Math.hypot((p[0] + 0.88) / 0.1, (p[1] + 0.1) / 0.15, p[2] / 0.12);
        noise = (Math.imul(noise, 1103515245) + 12345) & 0x7fffffff;
        let hu = -1000;
        if (body < 1 || nose < 1) hu = 20;
        if (body < 1 && skull >= 1) hu = 700;
        if (skull < 1) hu = 35 + 12 * Math.sin(p[0] * 14) * Math.cos(p[1] * 11);
        if (organ < 1) hu = 85;
        if (marker && Math.max(Math.abs(i - marker[0]), Math.abs(j - marker[1]), Math.abs(k - marker[2])) <= 1)
          hu = 3000;
        voxels[at] = hu + (noise % 21) - 10;
      }
    }
  }
  const affine = phantomAffine(dims, spacing);
  return { dims, affine, bytes: niftiBytes(dims, spacing, affine, voxels) };
}

function niftiBytes(dims: Vec3, spacing: Vec3, affine: readonly number[], voxels: Int16Array): ArrayBuffer {
  const bytes = new ArrayBuffer(352 + voxels.byteLength);
  const header = new DataView(bytes);
  header.setInt32(0, 348, true);
  for (const [n, d] of [3, ...dims, 1, 1, 1, 1].entries()) header.setInt16(40 + 2 * n, d, true);
  header.setInt16(70, 4, true);
  header.setInt16(72, 16, true);
  for (const [n, s] of [1, ...spacing].entries()) header.setFloat32(76 + 4 * n, s, true);
  header.setFloat32(108, 352, true);
  header.setFloat32(112, 1, true);
  header.setInt16(254, 1, true);
  for (let n = 0; n < 12; n++) header.setFloat32(280 + 4 * n, affine[n], true);
  for (const [n, c] of [...'n+1'].entries()) header.setUint8(344 + n, c.charCodeAt(0));
  new Int16Array(bytes, 352).set(voxels);
  return bytes;
}
