/** What of other people is to be seen where. Pure; drawing is in `cursors.ts` and `markings.ts`. */
import { isToolName, TOOLS } from '@scholia/tools';
import type { Orientation } from '../space/orientation.ts';
import { PLANES, type Plane, type PlaneView, toScreen } from '../space/plane.ts';
import { type BrushMark, brushMark, slicesAway } from './brush-mark.ts';
import type { OverlayScene, Peer } from './scene.ts';

/** Slices from which a cursor fades, until only the tick on the slider is left. */
const NEAR_SLICES = 4;

/** A person's slice on the slider of one plane. `slice` is canonical. */
export interface PeerTick {
  readonly peer: Peer;
  readonly slice: number;
  /** They work in this plane now; otherwise it is only where their crosshair is. */
  readonly isActive: boolean;
}

/** Where everybody is along the normal of a plane. Slices outside of the image are moved to its edge. */
export function peerTicks(orientation: Orientation, plane: Plane, peers: readonly Peer[]): PeerTick[] {
  const { normal } = PLANES[plane];
  const last = orientation.dims[normal] - 1;
  return peers.flatMap((peer) => {
    const isActive = peer.view !== null && orientation.planeOf(peer.view.axis) === plane;
    const slice =
      isActive && peer.view
        ? orientation.flipSlice(plane, peer.view.slice)
        : peer.crosshair && orientation.toCanonical(peer.crosshair)[normal];
    if (slice === undefined) return [];
    return [{ peer, slice: Math.min(last, Math.max(0, Math.round(slice))), isActive }];
  });
}

/** A person's cursor in one view. CSS pixels. */
export interface PeerMark {
  readonly at: readonly [number, number];
  readonly alpha: number;
  /** On the very slice that is shown. */
  readonly isHere: boolean;
  readonly brush: BrushMark | undefined;
}

/** Full on the slice they point at, fainter with each slice away, and undefined beyond four or outside of the view. */
export function peerMark(
  scene: Pick<OverlayScene, 'orientation' | 'crosshair'>,
  view: PlaneView,
  peer: Peer,
): PeerMark | undefined {
  if (!peer.ijk) return undefined;
  const voxel = scene.orientation.toCanonical(peer.ijk);
  const slices = slicesAway(view, scene.crosshair, voxel);
  if (slices > NEAR_SLICES) return undefined;
  const at = toScreen(view, voxel);
  const { left, top, width, height } = view.rect;
  if (at[0] < left || at[1] < top || at[0] > left + width || at[1] > top + height) return undefined;
  const paints = isToolName(peer.tool) && TOOLS[peer.tool].paints && !TOOLS[peer.tool].outlines && peer.radiusUm > 0;
  const plane = peer.view ? scene.orientation.planeOf(peer.view.axis) : view.plane;
  const held = { plane, voxel, radiusMm: peer.radiusUm / 1000, isSphere: peer.shape === 'sphere' };
  return {
    at,
    alpha: slices === 0 ? 1 : 0.7 - 0.1 * slices,
    isHere: slices === 0,
    brush: paints ? brushMark(view, scene.crosshair, held) : undefined,
  };
}
