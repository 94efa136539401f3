import type { PointerSample } from '@scholia/tools';
import type { Orientation } from '../space/orientation.ts';
import { type PlaneView, toVoxel } from '../space/plane.ts';

/** What a pointer at a point (CSS pixels) means to a tool, in a view that shows the canonical `slice`. */
export const sampleOf = (
  orientation: Orientation,
  view: PlaneView,
  slice: number,
  screen: readonly [number, number],
): PointerSample => ({
  ijk: orientation.toFile(toVoxel(view, screen, slice)),
  axis: orientation.fileAxis(view.plane),
  screen,
  mmPerPixel: view.camera.mmPerPixel,
});
