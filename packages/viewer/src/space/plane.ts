/**
 * Words. **canonical**: the image's voxel axes permuted and flipped to the closest Right-Anterior-Superior order, which is
 * what is drawn; **file**: the order that is stored, and that operations speak. A **plane** is one of the three standard
 * views. In-plane millimetres are measured from the outer corner of the first canonical voxel: (index + 0.5) * spacing.
 */
import type { Vec3 } from '@scholia/geometry';

export type Plane = 'axial' | 'coronal' | 'sagittal';
export const PLANE_NAMES: readonly Plane[] = ['axial', 'coronal', 'sagittal'];

/** Canonical axes shown to the right and upwards, and the one the plane is perpendicular to. */
export const PLANES = {
  axial: { right: 0, up: 1, normal: 2 },
  coronal: { right: 0, up: 2, normal: 1 },
  sagittal: { right: 1, up: 2, normal: 0 },
} as const satisfies Record<Plane, { right: 0 | 1 | 2; up: 0 | 1 | 2; normal: 0 | 1 | 2 }>;

/** CSS pixels from the viewer's top left. */
export interface Rect {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Where a view looks: which millimetre is at the centre of its tile, and how many millimetres one CSS pixel shows. */
export interface PlaneCamera {
  readonly centreMm: readonly [number, number];
  readonly mmPerPixel: number;
}

/** One 2D tile as shown: everything that maps between its pixels and canonical voxels. */
export interface PlaneView {
  readonly plane: Plane;
  readonly rect: Rect;
  readonly camera: PlaneCamera;
  /** True when the canonical 'right' axis grows to the left on the screen. */
  readonly mirrored: boolean;
  /** Canonical millimetres per voxel. */
  readonly spacing: Vec3;
}

/** The canonical slice that a view shows, the one through the crosshair. */
export const sliceThrough = (view: PlaneView, crosshair: Vec3): number =>
  Math.round(crosshair[PLANES[view.plane].normal]);

export function contains(rect: Rect, [x, y]: readonly [number, number]): boolean {
  return x >= rect.left && y >= rect.top && x < rect.left + rect.width && y < rect.top + rect.height;
}

/** Continuous canonical voxel coordinates to CSS pixels; the coordinate along the normal is ignored. */
export function toScreen(view: PlaneView, voxel: Vec3): readonly [number, number] {
  const { right, up } = PLANES[view.plane];
  const { rect, camera, spacing } = view;
  const dx = ((voxel[right] + 0.5) * spacing[right] - camera.centreMm[0]) / camera.mmPerPixel;
  const dy = ((voxel[up] + 0.5) * spacing[up] - camera.centreMm[1]) / camera.mmPerPixel;
  return [rect.left + rect.width / 2 + (view.mirrored ? -dx : dx), rect.top + rect.height / 2 - dy];
}

/** CSS pixels to continuous canonical voxel coordinates on `slice`; the inverse of `toScreen`. Not limited to the image. */
export function toVoxel(view: PlaneView, [x, y]: readonly [number, number], slice: number): Vec3 {
  const { right, up, normal } = PLANES[view.plane];
  const { rect, camera, spacing } = view;
  const dx = (x - rect.left - rect.width / 2) * camera.mmPerPixel;
  const dy = (rect.top + rect.height / 2 - y) * camera.mmPerPixel;
  const voxel: [number, number, number] = [0, 0, 0];
  voxel[right] = (camera.centreMm[0] + (view.mirrored ? -dx : dx)) / spacing[right] - 0.5;
  voxel[up] = (camera.centreMm[1] + dy) / spacing[up] - 0.5;
  voxel[normal] = slice;
  return voxel;
}

/** The camera that shows the whole plane with a small margin. */
export function fitCamera(plane: Plane, rect: Rect, dims: Vec3, spacing: Vec3): PlaneCamera {
  const { right, up } = PLANES[plane];
  const width = dims[right] * spacing[right];
  const height = dims[up] * spacing[up];
  const margin = 0.94;
  return {
    centreMm: [width / 2, height / 2],
    mmPerPixel: Math.max(width / Math.max(1, rect.width), height / Math.max(1, rect.height)) / margin,
  };
}

/** Zooms by `factor` (> 1 is nearer) so that what is under `at` stays there. */
export function zoomAt(view: PlaneView, factor: number, [x, y]: readonly [number, number]): PlaneCamera {
  const { rect, camera } = view;
  const mmPerPixel = Math.min(20, Math.max(0.005, camera.mmPerPixel / factor));
  const gained = camera.mmPerPixel - mmPerPixel;
  const dx = (x - rect.left - rect.width / 2) * gained;
  const dy = (rect.top + rect.height / 2 - y) * gained;
  return { centreMm: [camera.centreMm[0] + (view.mirrored ? -dx : dx), camera.centreMm[1] + dy], mmPerPixel };
}

/** Moves the picture with the pointer by CSS pixels. */
export function panBy(view: PlaneView, [dx, dy]: readonly [number, number]): PlaneCamera {
  const { camera } = view;
  const x = dx * camera.mmPerPixel;
  return {
    ...camera,
    centreMm: [camera.centreMm[0] + (view.mirrored ? x : -x), camera.centreMm[1] + dy * camera.mmPerPixel],
  };
}

/** Letters at the left, top, right and bottom edge of a view. */
export function orientationLetters(plane: Plane, mirrored: boolean): readonly [string, string, string, string] {
  const [low, high] = plane === 'sagittal' ? ['P', 'A'] : ['L', 'R'];
  const [bottom, top] = plane === 'axial' ? ['P', 'A'] : ['I', 'S'];
  return mirrored ? [high, top, low, bottom] : [low, top, high, bottom];
}
