import type { Plane, Rect } from './plane.ts';

/** A tile shows a plane or the 3D picture. */
export type TileKind = Plane | '3d';
export type Layout = 'quad' | TileKind;
export const LAYOUTS: readonly Layout[] = ['quad', 'axial', 'coronal', 'sagittal', '3d'];

export interface Tile {
  readonly kind: TileKind;
  readonly rect: Rect;
}

/** Gap between tiles, CSS pixels. */
const GAP = 2;

/** Tiles in CSS pixels, whole numbers of them, so that the two canvases agree. */
export function tilesOf(layout: Layout, width: number, height: number): readonly Tile[] {
  if (layout !== 'quad') return [{ kind: layout, rect: { left: 0, top: 0, width, height } }];
  const w = Math.floor((width - GAP) / 2);
  const h = Math.floor((height - GAP) / 2);
  const [right, low] = [w + GAP, h + GAP];
  return [
    { kind: 'axial', rect: { left: 0, top: 0, width: w, height: h } },
    { kind: '3d', rect: { left: right, top: 0, width: width - right, height: h } },
    { kind: 'coronal', rect: { left: 0, top: low, width: w, height: height - low } },
    { kind: 'sagittal', rect: { left: right, top: low, width: width - right, height: height - low } },
  ];
}
