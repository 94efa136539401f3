import { type Dims, voxelCount } from '@scholia/volume';
import { boundingBox } from '../grid/region.ts';
import { OUTSIDE } from '../method.ts';

type Volume = Float32Array | Uint8Array | Uint16Array;

/** A part of a grid: the cells that may be inside, and those around them. */
export interface Window {
  readonly cells: Dims;
  /** What lies in it. */
  crop<T extends Volume>(values: T): T;
  /** Its values within the whole grid, 0 around them. */
  paste(values: Uint8Array): Uint8Array;
}

/** The bounding box of all cells that are not OUTSIDE, one cell wider on each side. There must be one. */
export function windowOf(seeds: Uint8Array, [ci, cj, ck]: Dims): Window {
  const { from: low, to: high } = boundingBox(seeds, [ci, cj, ck], OUTSIDE);
  const from = low.map((index) => Math.max(0, index - 1));
  const [si, sj, sk] = [ci, cj, ck].map((length, axis) => Math.min(length, high[axis] + 2) - from[axis]);
  const visitRows = (each: (at: number, row: number) => void) => {
    for (let k = 0; k < sk; k++)
      for (let j = 0; j < sj; j++) each(from[0] + ci * (from[1] + j + cj * (from[2] + k)), si * (j + sj * k));
  };
  return {
    cells: [si, sj, sk],
    crop(values) {
      const part = values.slice(0, voxelCount([si, sj, sk])) as typeof values;
      visitRows((at, row) => {
        part.set(values.subarray(at, at + si), row);
      });
      return part;
    },
    paste(values) {
      const whole = new Uint8Array(seeds.length);
      visitRows((at, row) => {
        whole.set(values.subarray(row, row + si), at);
      });
      return whole;
    },
  };
}
