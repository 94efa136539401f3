import type { Crop, Dims } from '@scholia/volume';
import type { WindowShape, WindowStarts } from './windows.ts';
import { windowWeights } from './windows.ts';

/**
 * Weighted sums of overlapping windows, for as many planes of a box as a window is deep: windows come with ascending k, and a plane
 * that no later one touches is taken out, which makes room for the next. Holds `channels` * min(window, box) * dj * di floats.
 */
export class Slab {
  readonly #channels: number;
  readonly #box: Crop;
  readonly #shape: WindowShape;
  /** Planes in a ring, each [channels, dj, di]. */
  readonly #sums: Float32Array;
  readonly #depth: number;
  /** Along each axis, a window's weights, and the sum of those of all windows at each voxel of the box. */
  readonly #weights: readonly Float32Array[];
  readonly #totals: readonly Float64Array[];

  constructor(channels: number, box: Crop, shape: WindowShape, starts: WindowStarts) {
    const { from, size: dims } = box;
    this.#channels = channels;
    this.#box = box;
    this.#shape = shape;
    this.#depth = Math.min(shape.size[2], dims[2]);
    this.#sums = new Float32Array(this.#depth * channels * dims[0] * dims[1]);
    this.#weights = shape.size.map(windowWeights);
    this.#totals = dims.map((size, axis) => {
      const inBox = starts[axis].map((start) => start - from[axis]);
      return totalsOf(size, this.#weights[axis], inBox);
    });
  }

  /** Adds what was found in the window that starts at voxel (i, j, k) of the grid: [channels, D, H, W]. */
  add(values: Float32Array, start: Dims): void {
    const {
      from,
      size: [di, dj, dk],
    } = this.#box;
    const [si, sj, sk] = start.map((at, axis) => at - from[axis]);
    const { size, offset, stride } = this.#shape;
    const [wi, wj, wk] = size;
    const [first, end] = [Math.max(0, -si), Math.min(wi, di - si)];
    const area = di * dj;
    for (let k = Math.max(0, -sk); k < Math.min(wk, dk - sk); k++)
      for (let c = 0; c < this.#channels; c++)
        for (let j = Math.max(0, -sj); j < Math.min(wj, dj - sj); j++) {
          const share = this.#weights[2][k] * this.#weights[1][j];
          const to = (((k + sk) % this.#depth) * this.#channels + c) * area + (j + sj) * di + si;
          const source = c * wi * wj * wk + offset + j * stride[1] + k * stride[2];
          for (let i = first; i < end; i++)
            this.#sums[to + i] += share * this.#weights[0][i] * values[source + i * stride[0]];
        }
  }

  /** Writes the weighted means in plane k of the box, [channels, dj, di], and makes room. `times` is how often each window was added. */
  take(k: number, into: Float32Array, times = 1): void {
    const [di, dj] = this.#box.size;
    const [is, js, ks] = this.#totals;
    const plane = this.#channels * di * dj;
    const from = (k % this.#depth) * plane;
    for (let c = 0, at = 0; c < this.#channels; c++)
      for (let j = 0; j < dj; j++) {
        const total = times * ks[k] * js[j];
        for (let i = 0; i < di; i++, at++) into[at] = this.#sums[from + at] / (total * is[i]);
      }
    this.#sums.fill(0, from, from + plane);
  }
}

function totalsOf(size: number, weights: Float32Array, starts: readonly number[]): Float64Array {
  const totals = new Float64Array(size);
  for (const start of starts)
    for (let n = Math.max(0, -start); n < Math.min(weights.length, size - start); n++) totals[start + n] += weights[n];
  return totals;
}
