import type { Vec3 } from '@scholia/geometry';
import { isToolName, TOOLS } from '@scholia/tools';
import { readableOn } from '../labels/colours.ts';
import { PLANES, type PlaneView, toScreen } from '../space/plane.ts';
import { haloStroke } from './canvas.ts';
import type { BrushRing, OverlayScene, Peer } from './scene.ts';
import { THEME } from './theme.ts';

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
  const distance = distanceMm(scene, view, brush.voxel);
  if (distance > brush.radiusMm) return;
  const cut = Math.sqrt(brush.radiusMm ** 2 - distance ** 2) / view.camera.mmPerPixel;
  context.globalAlpha = 0.6;
  if (brush.isSphere) path.arc(x, y, cut, 0, 2 * Math.PI);
  else if (PLANES[brush.plane].normal === PLANES[view.plane].right) {
    path.moveTo(x, y - cut);
    path.lineTo(x, y + cut);
  } else {
    path.moveTo(x - cut, y);
    path.lineTo(x + cut, y);
  }
  haloStroke(context, path, color, style);
  context.globalAlpha = 1;
}

/** Somebody else's pointer: a mark and the name, with the brush's ring while they hold one. Fades with distance from the slice. */
export function drawPeer(context: CanvasRenderingContext2D, scene: OverlayScene, view: PlaneView, peer: Peer): void {
  if (!peer.ijk) return;
  const voxel = scene.orientation.toCanonical(peer.ijk);
  const slices = Math.abs(voxel[PLANES[view.plane].normal] - scene.crosshair[PLANES[view.plane].normal]);
  if (slices > 4) return;
  const [x, y] = toScreen(view, voxel);
  const { left, top, width, height } = view.rect;
  if (x < left || y < top || x > left + width || y > top + height) return;
  context.globalAlpha = slices < 0.5 ? 1 : 0.45 - slices / 12;
  const mark = new Path2D();
  const paints = isToolName(peer.tool) && TOOLS[peer.tool].paints;
  const radius = peer.radiusUm / 1000 / view.camera.mmPerPixel;
  if (paints && radius > 3) mark.arc(x, y, radius, 0, 2 * Math.PI);
  mark.moveTo(x - 5, y);
  mark.lineTo(x + 5, y);
  mark.moveTo(x, y - 5);
  mark.lineTo(x, y + 5);
  haloStroke(context, mark, peer.color, { width: 1.75 });
  if (slices < 0.5) nameTag(context, peer, x + 9, y + 9);
  context.globalAlpha = 1;
}

function nameTag(context: CanvasRenderingContext2D, peer: Peer, x: number, y: number): void {
  context.font = THEME.font;
  const width = context.measureText(peer.name).width + 12;
  const tag = new Path2D();
  tag.roundRect(x, y, width, 18, 4);
  context.fillStyle = peer.color;
  context.fill(tag);
  context.fillStyle = readableOn(peer.color);
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  context.fillText(peer.name, x + 6, y + 9.5);
}

function distanceMm(scene: OverlayScene, view: PlaneView, voxel: Vec3): number {
  const { normal } = PLANES[view.plane];
  return Math.abs(voxel[normal] - scene.crosshair[normal]) * view.spacing[normal];
}
