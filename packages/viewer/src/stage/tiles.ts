import type { Tile, TileKind } from '../space/layout.ts';
import type { PlaneView } from '../space/plane.ts';
import type { ShownExtent, StageTile } from './tiled-niivue.ts';

/** Niivue's numbers for its slice types. */
const SLICE_TYPE = { axial: 0, coronal: 1, sagittal: 2, '3d': 4 } as const satisfies Record<TileKind, number>;

export const RENDER_TYPE = SLICE_TYPE['3d'];

/** A tile in whole device pixels; edges are rounded, not sizes, so that neighbours never overlap. */
export function stageTile({ kind, rect }: Tile, ratio: number): StageTile {
  const left = Math.round(rect.left * ratio);
  const top = Math.round(rect.top * ratio);
  const width = Math.round((rect.left + rect.width) * ratio) - left;
  const height = Math.round((rect.top + rect.height) * ratio) - top;
  return { sliceType: SLICE_TYPE[kind], rect: [left, top, width, height] };
}

/** The millimetres that a view shows, edge to edge. */
export function shownExtent({ rect, camera }: PlaneView): ShownExtent {
  const [x, y] = camera.centreMm;
  const [halfX, halfY] = [(rect.width / 2) * camera.mmPerPixel, (rect.height / 2) * camera.mmPerPixel];
  return { low: [x - halfX, y - halfY], high: [x + halfX, y + halfY] };
}
