import type { Vec3 } from '@scholia/geometry';
import { PLANES, type Plane, type PlaneView } from '../space/plane.ts';

/** A brush somewhere in the image. `voxel` is canonical; `plane` is the one in which it is held. */
export interface HeldBrush {
  readonly plane: Plane;
  readonly voxel: Vec3;
  readonly radiusMm: number;
  readonly isSphere: boolean;
}

/** What a view shows of a brush around its centre, in CSS pixels: a circle, or a disc seen from its edge. */
export type BrushMark =
  | { readonly type: 'circle'; readonly radius: number }
  | { readonly type: 'edge'; readonly along: 'x' | 'y'; readonly half: number };

/** Slices between a canonical voxel and what the view shows, in whole slices. */
export function slicesAway(view: PlaneView, crosshair: Vec3, voxel: Vec3): number {
  const { normal } = PLANES[view.plane];
  return Math.abs(Math.round(voxel[normal]) - Math.round(crosshair[normal]));
}

/**
 * How a brush cuts the slice that a view shows (the one through the canonical `crosshair`); undefined when it does not
 * touch it. A disc lies in its own plane only: the others see its edge. A sphere is cut by all three.
 */
export function brushMark(view: PlaneView, crosshair: Vec3, brush: HeldBrush): BrushMark | undefined {
  const { normal, right } = PLANES[view.plane];
  const isOwnPlane = brush.plane === view.plane;
  const slices = slicesAway(view, crosshair, brush.voxel);
  if (slices === 0 && isOwnPlane) return { type: 'circle', radius: brush.radiusMm / view.camera.mmPerPixel };
  if (isOwnPlane && !brush.isSphere) return undefined;
  const distanceMm = isOwnPlane
    ? slices * view.spacing[normal]
    : Math.abs(brush.voxel[normal] - crosshair[normal]) * view.spacing[normal];
  if (distanceMm > brush.radiusMm) return undefined;
  const half = Math.sqrt(brush.radiusMm ** 2 - distanceMm ** 2) / view.camera.mmPerPixel;
  if (brush.isSphere) return { type: 'circle', radius: half };
  return { type: 'edge', along: PLANES[brush.plane].normal === right ? 'y' : 'x', half };
}

/** Adds a mark around (x, y) to a path. */
export function traceMark(path: Path2D, mark: BrushMark, x: number, y: number): void {
  if (mark.type === 'circle') {
    path.moveTo(x + mark.radius, y);
    path.arc(x, y, mark.radius, 0, 2 * Math.PI);
    return;
  }
  const [dx, dy] = mark.along === 'x' ? [mark.half, 0] : [0, mark.half];
  path.moveTo(x - dx, y - dy);
  path.lineTo(x + dx, y + dy);
}
