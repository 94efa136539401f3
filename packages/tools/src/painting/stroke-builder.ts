import type { Vec3 } from '@scholia/geometry';
import type { Grid, StrokeShape } from '@scholia/volume';
import type { Axis } from '../tool.ts';

/** Stroke points are integers in eighths of a voxel; voxel centres are multiples of this. */
export const UNITS_PER_VOXEL = 8;

/** A point nearer to the last one than this, on every axis, adds nothing that the rasteriser could show. */
const MIN_STEP = UNITS_PER_VOXEL / 2;

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
    this.#slice = clamp(Math.round(options.first[options.axis]), 0, grid.dims[options.axis] - 1);
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
    const point = [0, 0, 0];
    let moved = this.#count === 0;
    for (let axis = 0; axis < 3; axis++) {
      if (axis === this.#axis) {
        point[axis] = this.#slice * UNITS_PER_VOXEL;
        continue;
      }
      const inside = clamp(ijk[axis], 0, dims[axis] - 1);
      if (Math.abs(ijk[axis] - inside) * spacingUm[axis] > this.#radiusUm + spacingUm[axis] && this.#count > 0)
        return false;
      point[axis] = Math.round(inside * UNITS_PER_VOXEL);
      if (this.#count > 0 && Math.abs(point[axis] - this.#points[3 * (this.#count - 1) + axis]) >= MIN_STEP)
        moved = true;
    }
    if (!moved) return false;
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

function clamp(x: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, x));
}
