import { type PlaneView, type Rect, toScreen } from '../space/plane.ts';
import { brushMark, traceMark } from './brush-mark.ts';
import { haloStroke } from './canvas.ts';
import { nameTag, tagWidth } from './name-tag.ts';
import { peerMark } from './peers.ts';
import type { BrushRing, OverlayScene, Peer } from './scene.ts';
import { TRACK_WIDTH } from './theme.ts';

/** The own brush: a ring of its true size. In the other planes, the cut of a sphere, or the edge of a disc. */
export function drawBrush(
  context: CanvasRenderingContext2D,
  scene: OverlayScene,
  view: PlaneView,
  brush: BrushRing,
): void {
  const [x, y] = toScreen(view, brush.voxel);
  const radius = brush.radiusMm / view.camera.mmPerPixel;
  const style = brush.erases ? { width: 1.25, dash: [4, 3] } : { width: 1.25 };
  const color = '#ffffff';
  const path = new Path2D();
  if (brush.plane === view.plane) {
    path.arc(x, y, Math.max(radius, 1.5), 0, 2 * Math.PI);
    haloStroke(context, path, color, style);
    // White shows on any label, the label's colour says what will be painted.
    if (!brush.erases && radius > 5) {
      const inner = new Path2D();
      inner.arc(x, y, radius - 1.75, 0, 2 * Math.PI);
      context.strokeStyle = brush.color;
      context.lineWidth = 1.5;
      context.stroke(inner);
    }
    const dot = new Path2D();
    dot.arc(x, y, 1.25, 0, 2 * Math.PI);
    context.fillStyle = brush.erases ? '#ffffff' : brush.color;
    context.fill(dot);
    return;
  }
  const mark = brushMark(view, scene.crosshair, brush);
  if (!mark) return;
  context.globalAlpha = 0.6;
  traceMark(path, mark, x, y);
  haloStroke(context, path, color, style);
  context.globalAlpha = 1;
}

/** Somebody else's pointer: a cross, the true size of their brush, and the name on the slice that they point at. */
export function drawPeer(context: CanvasRenderingContext2D, scene: OverlayScene, view: PlaneView, peer: Peer): void {
  const mark = peerMark(scene, view, peer);
  if (!mark) return;
  const [x, y] = mark.at;
  context.globalAlpha = mark.alpha;
  const path = new Path2D();
  const size = mark.isHere ? 5 : 3.5;
  path.moveTo(x - size, y);
  path.lineTo(x + size, y);
  path.moveTo(x, y - size);
  path.lineTo(x, y + size);
  if (mark.brush && (mark.brush.type === 'edge' || mark.brush.radius > 3)) traceMark(path, mark.brush, x, y);
  const erases = ['eraser', 'scribble-background', 'click-outside'].includes(peer.tool);
  haloStroke(context, path, peer.color, erases ? { width: 1.75, dash: [4, 3] } : { width: 1.75 });
  if (mark.isHere) {
    // Moved into the view where it would be cut off.
    const { left, top, width, height } = view.rect;
    const right = left + width - TRACK_WIDTH - 4;
    nameTag(context, peer, Math.min(x + 9, right - tagWidth(context, peer)), Math.min(y + 9, top + height - 22));
  }
  context.globalAlpha = 1;
}

/** A dot in the 3D tile where each person points, or where their crosshair is; the name below it. */
export function drawPeersInRender(context: CanvasRenderingContext2D, scene: OverlayScene, tile: Rect): void {
  for (const peer of scene.peers) {
    const ijk = peer.ijk ?? peer.crosshair;
    const share = ijk && scene.inRender(scene.orientation.toCanonical(ijk));
    if (!share || share.some((s) => s < 0 || s > 1)) continue;
    const [x, y] = [tile.left + share[0] * tile.width, tile.top + share[1] * tile.height];
    const dot = new Path2D();
    dot.arc(x, y, 4, 0, 2 * Math.PI);
    haloStroke(context, dot, peer.color, { width: 2 });
    context.fillStyle = peer.color;
    context.fill(dot);
    nameTag(context, peer, x - tagWidth(context, peer) / 2, y + 8);
  }
}
