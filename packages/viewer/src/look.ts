import type { Vec3 } from '@scholia/geometry';
import type { Axis } from '@scholia/tools';
import type { ViewModel } from './model.ts';
import { PLANES, type Plane, type PlaneView, toScreen, toVoxel } from './space/plane.ts';

/** What a view shows, whatever the size of the screen: stored voxel (fractions too) at its centre, mm across its shorter side. */
export interface LookCamera {
  readonly centre: Vec3;
  readonly spanMm: number;
}

/** Where somebody looks, in stored voxels. `camera` is that of the view perpendicular to `axis`. */
export interface Look {
  readonly crosshair: Vec3;
  readonly axis?: Axis | undefined;
  readonly camera?: LookCamera | undefined;
}

/** The camera of a plane as others can use it; undefined when the plane is not shown. */
export function cameraOf(model: ViewModel, plane: Plane): LookCamera | undefined {
  const view = model.views.find((v) => v.plane === plane);
  if (!view || !model.orientation) return undefined;
  const { left, top, width, height } = view.rect;
  const voxel = toVoxel(view, [left + width / 2, top + height / 2], model.crosshair[PLANES[plane].normal]);
  const round = (value: number) => Math.round(value * 100) / 100;
  const [i, j, k] = model.orientation.toFile(voxel).map(round);
  return { centre: [i, j, k], spanMm: round(Math.min(width, height) * view.camera.mmPerPixel) };
}

/** Moves the views to where somebody else looks. Numbers of a stranger: kept inside of the image and of sensible zooms. */
export function lookAs(model: ViewModel, look: Look): boolean {
  const { orientation } = model;
  if (!orientation) return false;
  const hasMoved = model.setCrosshair(orientation.toCanonical(look.crosshair));
  if (look.axis === undefined || !look.camera) return hasMoved;
  const plane = orientation.planeOf(look.axis);
  const view = model.views.find((v) => v.plane === plane);
  return (view !== undefined && turnCamera(model, view, look.camera)) || hasMoved;
}

function turnCamera(model: ViewModel, view: PlaneView, { centre, spanMm }: LookCamera): boolean {
  const { rect, plane, spacing, camera } = view;
  if (!model.orientation) return false;
  const mmPerPixel = Math.min(20, Math.max(0.005, spanMm / Math.max(1, Math.min(rect.width, rect.height))));
  const voxel = model.orientation.toCanonical(centre);
  const along = (axis: 0 | 1 | 2) =>
    Math.min(model.orientation?.dims[axis] ?? 0, Math.max(0, voxel[axis] + 0.5)) * spacing[axis];
  const { right, up } = PLANES[plane];
  const next = { centreMm: [along(right), along(up)] as const, mmPerPixel };
  // A hundredth of a voxel was lost on the way: the same picture is not a new one.
  const [x, y] = toScreen({ ...view, camera: next }, [0, 0, 0]);
  const [x0, y0] = toScreen(view, [0, 0, 0]);
  if (Math.hypot(x - x0, y - y0) < 0.5 && Math.abs(mmPerPixel / camera.mmPerPixel - 1) < 0.001) return false;
  model.setCamera(plane, next);
  return true;
}
