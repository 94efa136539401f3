import type { Labelmap } from '@scholia/volume';
import { extractSlice } from '../labels/slice.ts';
import type { Orientation } from '../space/orientation.ts';
import type { Plane } from '../space/plane.ts';
import { heatTable } from './heat-colours.ts';

/** More slices than three views show at once, so that scrolling back and forth stays quick. */
const KEPT = 24;

/** Pictures of how unsure each voxel is, slice by slice, made when first shown and kept until it changes. */
export class HeatSlices {
  readonly #table = new Uint32Array(heatTable().buffer);
  readonly #kept = new Map<string, OffscreenCanvas | undefined>();
  #uncertainty: Labelmap | undefined;

  /** 0 to 255 for each voxel, 255 = most. */
  show(uncertainty: Labelmap | undefined): void {
    this.#uncertainty = uncertainty;
    this.#kept.clear();
  }

  /** One pixel for each voxel of the slice, x right and y up; undefined where all is sure. */
  on(plane: Plane, orientation: Orientation, slice: number): OffscreenCanvas | undefined {
    if (!this.#uncertainty) return undefined;
    const key = `${plane} ${slice}`;
    if (this.#kept.has(key)) return this.#kept.get(key);
    const { width, height, values, isEmpty } = extractSlice(this.#uncertainty, orientation, plane, slice);
    const picture = isEmpty ? undefined : new OffscreenCanvas(width, height);
    if (picture) {
      const pixels = new ImageData(width, height);
      const rgba = new Uint32Array(pixels.data.buffer);
      for (let at = 0; at < values.length; at++) rgba[at] = this.#table[values[at]];
      picture.getContext('2d')?.putImageData(pixels, 0, 0);
    }
    if (this.#kept.size >= KEPT) this.#kept.delete(this.#kept.keys().next().value ?? '');
    this.#kept.set(key, picture);
    return picture;
  }
}
