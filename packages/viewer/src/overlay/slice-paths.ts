import type { Labelmap } from '@scholia/volume';
import { contours } from '../labels/contours.ts';
import { extractSlice } from '../labels/slice.ts';
import type { Orientation } from '../space/orientation.ts';
import { PLANES, type PlaneView, toScreen } from '../space/plane.ts';

/** More slices than three views show at once, so that scrolling back and forth stays quick. */
const KEPT = 24;

/** Outlines of one labelmap, slice by slice, computed when first shown and kept until the labelmap changes. */
export class SlicePaths {
  #labels: Labelmap | undefined;
  readonly #kept = new Map<string, Map<number, Path2D>>();

  get isShown(): boolean {
    return this.#labels !== undefined;
  }

  /** Also to be called when the same labelmap has changed. */
  show(labels: Labelmap | undefined): void {
    this.#labels = labels;
    this.#kept.clear();
  }

  /** Label -> outline in CSS pixels of this view. */
  on(view: PlaneView, orientation: Orientation, slice: number): Map<number, Path2D> {
    if (!this.#labels) return new Map();
    const key = `${view.plane} ${slice}`;
    let paths = this.#kept.get(key);
    if (!paths) {
      paths = new Map();
      for (const [label, loops] of contours(extractSlice(this.#labels, orientation, view.plane, slice))) {
        const path = new Path2D();
        for (const loop of loops) {
          path.moveTo(loop[0], loop[1]);
          for (let n = 2; n < loop.length; n += 2) path.lineTo(loop[n], loop[n + 1]);
          path.closePath();
        }
        paths.set(label, path);
      }
      if (this.#kept.size >= KEPT) this.#kept.delete(this.#kept.keys().next().value ?? '');
      this.#kept.set(key, paths);
    }
    if (paths.size === 0) return paths;
    const matrix = cornersToScreen(view);
    return new Map(
      [...paths].map(([label, path]) => {
        const onScreen = new Path2D();
        onScreen.addPath(path, matrix);
        return [label, onScreen];
      }),
    );
  }
}

/** From voxel corners of a slice (x right, y up; voxel (0,0) spans 0..1) to CSS pixels. */
export function cornersToScreen(view: PlaneView): DOMMatrix {
  const { right, up } = PLANES[view.plane];
  const corner = (x: number, y: number) => {
    const voxel: [number, number, number] = [0, 0, 0];
    voxel[right] = x - 0.5;
    voxel[up] = y - 0.5;
    return toScreen(view, voxel);
  };
  const origin = corner(0, 0);
  const x = corner(1, 0);
  const y = corner(0, 1);
  return new DOMMatrix([x[0] - origin[0], x[1] - origin[1], y[0] - origin[0], y[1] - origin[1], origin[0], origin[1]]);
}
