import type { Random } from '@scholia/core';
import type { Augmentation } from './augmentation.ts';

/** From offsets to the middle of a patch, along x, y, z in voxels, to offsets in the image. */
export interface Warp {
  /** 3x3, row-major. */
  readonly matrix: readonly number[];
  /** Added to each patch offset before the matrix; undefined where nothing bends. */
  readonly field: DisplacementField | undefined;
}

/** Voxels between control points. */
const CONTROL = 16;

/**
 * A random map: small turns about each axis, one scale, mirrors, and a smooth bending (after Ronneberger et al. 2015, arXiv:1505.04597,
 * with linear interpolation between its control points). `size` of the patch along x, y, z.
 */
export function randomWarp(
  { turn, scale, flip, elastic }: Augmentation,
  size: readonly number[],
  random: Random,
): Warp {
  const signed = (most: number) => (2 * random.next() - 1) * most;
  const [a, b, c] = [signed(turn), signed(turn), signed(turn)];
  const factor = 1 + signed(scale);
  const [sa, ca, sb, cb, sc, cc] = [Math.sin(a), Math.cos(a), Math.sin(b), Math.cos(b), Math.sin(c), Math.cos(c)];
  // Only a mirror that is allowed draws, so that a plan without any is as it was.
  const mirrors = flip.map((isAllowed) => (isAllowed && random.next() < 0.5 ? -factor : factor));
  const matrix = [
    cb * cc,
    sa * sb * cc - ca * sc,
    ca * sb * cc + sa * sc,
    cb * sc,
    sa * sb * sc + ca * cc,
    ca * sb * sc - sa * cc,
    -sb,
    sa * cb,
    ca * cb,
  ].map((value, at) => value * mirrors[at % 3]);
  return { matrix, field: elastic > 0 ? new DisplacementField(size, elastic, random) : undefined };
}

/** Three displacements, in voxels, for every voxel of a patch: linear between normally distributed control points. */
export class DisplacementField {
  readonly #counts: readonly number[];
  readonly #points: Float32Array;
  /** The longest displacement along any axis. */
  readonly most: number;

  constructor(size: readonly number[], deviation: number, random: Random) {
    this.#counts = size.map((voxels) => Math.ceil(voxels / CONTROL) + 2);
    const [nx, ny, nz] = this.#counts;
    this.#points = Float32Array.from({ length: 3 * nx * ny * nz }, () => deviation * random.gaussian());
    this.most = this.#points.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  }

  /** Of the voxel x, y, z, into `out`. */
  at(x: number, y: number, z: number, out: Float64Array): void {
    const [nx, ny] = this.#counts;
    const [px, py, pz] = [x / CONTROL, y / CONTROL, z / CONTROL];
    const [x0, y0, z0] = [Math.trunc(px), Math.trunc(py), Math.trunc(pz)];
    const [fx, fy, fz] = [px - x0, py - y0, pz - z0];
    out.fill(0);
    for (let corner = 0; corner < 8; corner++) {
      const [dx, dy, dz] = [corner & 1, (corner >> 1) & 1, corner >> 2];
      const weight = (dx ? fx : 1 - fx) * (dy ? fy : 1 - fy) * (dz ? fz : 1 - fz);
      const point = 3 * (x0 + dx + nx * (y0 + dy + ny * (z0 + dz)));
      for (let axis = 0; axis < 3; axis++) out[axis] += weight * this.#points[point + axis];
    }
  }
}
