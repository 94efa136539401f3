import { type Crop, type Dims, type LinearSamples, linearSamples } from '@scholia/volume';

/** What of a grid linear interpolation needs for a box of the file, and where its voxels lie in that. */
export interface FileBox {
  /** Of the file. */
  readonly crop: Crop;
  /** Of the grid. */
  readonly grid: Crop;
  /** For each voxel of the crop along i, j, k, from the grid's box. */
  readonly samples: readonly LinearSamples[];
}

export function fileBox(gridDims: Dims, fileDims: Dims, crop: Crop): FileBox {
  const cuts = gridDims.map((size, axis) => {
    const { low, high, weight } = linearSamples(size, fileDims[axis]);
    const [first, end] = [crop.from[axis], crop.from[axis] + crop.size[axis]];
    const from = low[first];
    return {
      from,
      size: high[end - 1] + 1 - from,
      samples: {
        low: low.slice(first, end).map((at) => at - from),
        high: high.slice(first, end).map((at) => at - from),
        weight: weight.slice(first, end),
      },
    };
  });
  const [i, j, k] = cuts;
  return {
    crop,
    grid: { from: [i.from, j.from, k.from], size: [i.size, j.size, k.size] },
    samples: cuts.map(({ samples }) => samples),
  };
}

/**
 * Brings planes of the grid, one after another, to slices of the file by linear interpolation, as `resampleLinear` would the whole:
 * never more than two planes are in memory.
 */
export class FileSlices {
  readonly #channels: number;
  readonly #box: FileBox;
  /** The last two planes, [channels, dj, di] of the file; plane k is number k % 2. */
  readonly #planes: readonly [Float32Array, Float32Array];
  /** A plane whose rows alone have been resampled. */
  readonly #rows: Float32Array;
  #nextPlane = 0;
  #nextSlice = 0;

  constructor(channels: number, box: FileBox) {
    const [di, dj] = box.crop.size;
    this.#channels = channels;
    this.#box = box;
    this.#planes = [new Float32Array(channels * di * dj), new Float32Array(channels * di * dj)];
    this.#rows = new Float32Array(di * box.grid.size[1]);
  }

  /** Takes the next plane of the grid's box, and gives the slices [channels, dj, di] that it completes. */
  *add(plane: Float32Array): Generator<Float32Array> {
    const k = this.#nextPlane++;
    this.#spread(plane, this.#planes[k % 2]);
    const { low, high, weight } = this.#box.samples[2];
    for (; this.#nextSlice < low.length && high[this.#nextSlice] <= k; this.#nextSlice++) {
      const share = weight[this.#nextSlice];
      const [before, after] = [this.#planes[low[this.#nextSlice] % 2], this.#planes[high[this.#nextSlice] % 2]];
      const slice = new Float32Array(before.length);
      for (let at = 0; at < slice.length; at++) slice[at] = before[at] + share * (after[at] - before[at]);
      yield slice;
    }
  }

  #spread(plane: Float32Array, into: Float32Array): void {
    const [gi, gj] = this.#box.grid.size;
    const [di, dj] = this.#box.crop.size;
    const [alongI, alongJ] = this.#box.samples;
    for (let c = 0, to = 0; c < this.#channels; c++) {
      for (let j = 0, at = 0; j < gj; j++) {
        const from = gi * (j + gj * c);
        for (let i = 0; i < di; i++, at++) {
          const low = plane[from + alongI.low[i]];
          this.#rows[at] = low + alongI.weight[i] * (plane[from + alongI.high[i]] - low);
        }
      }
      for (let j = 0; j < dj; j++) {
        const [low, high] = [di * alongJ.low[j], di * alongJ.high[j]];
        for (let i = 0; i < di; i++, to++)
          into[to] = this.#rows[low + i] + alongJ.weight[j] * (this.#rows[high + i] - this.#rows[low + i]);
      }
    }
  }
}
