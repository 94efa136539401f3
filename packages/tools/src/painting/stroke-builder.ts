import type { Vec3 } from '@scholia/geometry';
import { clampPoints, type Grid, type StrokeShape, SUBVOXEL } from '@scholia/volume';
import type { Axis } from '../tool.ts';

/** A point nearer to the last one than this, on every axis, adds nothing that the rasteriser could show. */
const MIN_STEP = SUBVOXEL / 2;

/**
 * Collects pointer samples into stroke points: [i,j,k] in eighths of a voxel of the stored grid, snapped to the slice's
 * centre on the slice's own axis, and never outside the image (the server refuses such points).
 */
export class StrokeBuilder {
  readonly #grid: Grid;
  readonly #axis: Axis;
  readonly #slice: number;
  readonly #shape: StrokeShape['shape'];
  readonly #radiusUm: number;
  #points = new Int32Array(3 * 64);
  #count = 0;

  constructor(grid: Grid, options: { axis: Axis; first: Vec3; shape: StrokeShape['shape']; radiusMm: number }) {
    this.#grid = grid;
    this.#axis = options.axis;
    this.#slice = Math.min(grid.dims[options.axis] - 1, Math.max(0, Math.round(options.first[options.axis])));
    this.#shape = options.shape;
    this.#radiusUm = Math.max(1, Math.round(options.radiusMm * 1000));
    this.add(options.first);
  }

  get count(): number {
    return this.#count;
  }

  /**
   * Adds a sample (continuous ijk). Returns false, and adds nothing, when it is too near to the last point or so far
   * outside the image that no part of the brush would touch it.
   */
  add(ijk: Vec3): boolean {
    const { dims, spacingUm } = this.#grid;
    const outsideUm = ijk.map((v, axis) => Math.max(-v, v - (dims[axis] - 1), 0) * spacingUm[axis]);
    outsideUm[this.#axis] = 0;
    if (this.#count > 0 && Math.max(...outsideUm) > this.#radiusUm) return false;
    const wanted = Int32Array.from(ijk, (v) => Math.round(v * SUBVOXEL));
    wanted[this.#axis] = this.#slice * SUBVOXEL;
    const point = clampPoints(dims, wanted);
    const last = 3 * (this.#count - 1);
    if (this.#count > 0 && point.every((v, axis) => Math.abs(v - this.#points[last + axis]) < MIN_STEP)) return false;
    if (3 * (this.#count + 1) > this.#points.length) {
      const grown = new Int32Array(this.#points.length * 2);
      grown.set(this.#points);
      this.#points = grown;
    }
    this.#points.set(point, 3 * this.#count++);
    return true;
  }

  /** The stroke from its point number `from` on (0: all of it). Consecutive pieces share a point, so that they join. */
  shape(from = 0): StrokeShape {
    return {
      shape: this.#shape,
      axis: this.#axis,
      radiusUm: this.#radiusUm,
      points: this.#points.slice(3 * from, 3 * this.#count),
    };
  }
}
