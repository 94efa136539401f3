/** Boxes of voxels as lines in a view. */
import type { Vec3 } from '@scholia/geometry';
import type { VoxelBox } from '@scholia/volume';
import type { Orientation } from '../space/orientation.ts';
import { type PlaneView, sliceThrough, toScreen } from '../space/plane.ts';

/** Where a view shows a box, along the outer edges of its voxels. CSS pixels. */
export interface BoxOnScreen {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** The slice that is shown goes through the box; otherwise this is where it lies before or behind. */
  readonly isCut: boolean;
}

/** `crosshair` is canonical: the view shows the slice through it. */
export function boxOnScreen(orientation: Orientation, view: PlaneView, box: VoxelBox, crosshair: Vec3): BoxOnScreen {
  const axis = orientation.fileAxis(view.plane);
  const slice = orientation.flipSlice(view.plane, sliceThrough(view, crosshair));
  const corner = (at: Vec3, outwards: number) => {
    const ijk: [number, number, number] = [at[0] + outwards, at[1] + outwards, at[2] + outwards];
    return toScreen(view, orientation.toCanonical(ijk));
  };
  const [[x0, y0], [x1, y1]] = [corner(box.from, -0.5), corner(box.to, 0.5)];
  return {
    left: Math.min(x0, x1),
    top: Math.min(y0, y1),
    width: Math.abs(x1 - x0),
    height: Math.abs(y1 - y0),
    isCut: box.from[axis] <= slice && slice <= box.to[axis],
  };
}

export function boxPath({ left, top, width, height }: BoxOnScreen): Path2D {
  const path = new Path2D();
  path.rect(left, top, width, height);
  return path;
}

/** The corners alone, as on a camera's finder. */
export function cornersPath({ left, top, width, height }: BoxOnScreen): Path2D {
  const path = new Path2D();
  const arm = Math.min(12, width / 3, height / 3);
  for (const [x, inX] of [
    [left, arm],
    [left + width, -arm],
  ])
    for (const [y, inY] of [
      [top, arm],
      [top + height, -arm],
    ]) {
      path.moveTo(x + inX, y);
      path.lineTo(x, y);
      path.lineTo(x, y + inY);
    }
  return path;
}
