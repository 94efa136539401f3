import { orientationLetters, PLANES, type Plane, type PlaneView, toScreen } from '../space/plane.ts';
import { haloText } from './canvas.ts';
import { nameTag, TAG_HEIGHT, tagWidth } from './name-tag.ts';
import { peerTicks } from './peers.ts';
import type { OverlayScene } from './scene.ts';
import { PLANE_COLOURS, THEME, TRACK_WIDTH } from './theme.ts';

/** Crosshair: each line is the cut of another plane, in that plane's colour, with a gap so that the target stays visible. */
export function drawCrosshair(context: CanvasRenderingContext2D, scene: OverlayScene, view: PlaneView): void {
  const [x, y] = toScreen(view, scene.crosshair).map((v) => Math.round(v) + 0.5);
  const { left, top, width, height } = view.rect;
  const { right, up } = PLANES[view.plane];
  const gap = 12;
  context.setLineDash([]);
  context.lineWidth = 1;
  context.globalAlpha = 0.7;
  context.strokeStyle = PLANE_COLOURS[planeAcross(right)];
  line(context, [x, top, x, y - gap], [x, y + gap, x, top + height]);
  context.strokeStyle = PLANE_COLOURS[planeAcross(up)];
  line(context, [left, y, x - gap, y], [x + gap, y, left + width - TRACK_WIDTH, y]);
  context.globalAlpha = 1;
}

function planeAcross(axis: 0 | 1 | 2): Plane {
  return axis === 0 ? 'sagittal' : axis === 1 ? 'coronal' : 'axial';
}

function line(context: CanvasRenderingContext2D, ...segments: readonly (readonly number[])[]): void {
  context.beginPath();
  for (const [x0, y0, x1, y1] of segments) {
    context.moveTo(x0, y0);
    context.lineTo(x1, y1);
  }
  context.stroke();
}

/** Name, slice number, orientation letters, scale bar and edge of a tile. */
export function drawFrame(context: CanvasRenderingContext2D, scene: OverlayScene, view: PlaneView): void {
  const { left, top, width, height } = view.rect;
  const color = PLANE_COLOURS[view.plane];
  const { normal } = PLANES[view.plane];
  haloText(context, view.plane.toUpperCase(), left + 10, top + 14, { color, font: `600 ${THEME.font.slice(4)}` });
  const count = scene.orientation.dims[normal];
  const slice = scene.orientation.flipSlice(view.plane, Math.round(scene.crosshair[normal]));
  haloText(context, `${slice + 1} / ${count}`, left + width - TRACK_WIDTH - 8, top + 14, { align: 'right' });
  const [atLeft, atTop, atRight, atBottom] = orientationLetters(view.plane, view.mirrored);
  const letter = { color: THEME.text, font: THEME.letterFont, align: 'center' } as const;
  haloText(context, atLeft, left + 14, top + height / 2, letter);
  haloText(context, atRight, left + width - TRACK_WIDTH - 10, top + height / 2, letter);
  haloText(context, atTop, left + width / 2, top + 14, letter);
  haloText(context, atBottom, left + width / 2, top + height - 14, letter);
  drawScaleBar(context, view);
  context.strokeStyle = scene.activePlane === view.plane ? THEME.activeEdge : THEME.tileEdge;
  context.lineWidth = 1;
  context.strokeRect(left + 0.5, top + 0.5, width - 1, height - 1);
}

/** The longest of 1, 2, 5 * 10^n millimetres that fits a fifth of the tile. */
function drawScaleBar(context: CanvasRenderingContext2D, view: PlaneView): void {
  const { left, top, width, height } = view.rect;
  if (width < 160 || height < 120) return;
  const limit = (width / 5) * view.camera.mmPerPixel;
  const power = 10 ** Math.floor(Math.log10(limit));
  const mm = ([5, 2, 1].find((n) => n * power <= limit) ?? 1) * power;
  const pixels = mm / view.camera.mmPerPixel;
  const [x, y] = [left + 12, top + height - 13];
  for (const [style, weight] of [
    [THEME.halo, 4],
    [THEME.text, 1.5],
  ] as const) {
    context.strokeStyle = style;
    context.lineWidth = weight;
    line(context, [x, y, x + pixels, y], [x, y - 3, x, y + 3], [x + pixels, y - 3, x + pixels, y + 3]);
  }
  haloText(context, mm >= 10 ? `${mm / 10} cm` : `${Number(mm.toPrecision(2))} mm`, x + pixels + 7, y, {
    color: THEME.faint,
  });
}

/** The strip at the right edge: where the slice is, and where the others are. */
export function drawTrack(context: CanvasRenderingContext2D, scene: OverlayScene, view: PlaneView): void {
  const { normal } = PLANES[view.plane];
  const count = scene.orientation.dims[normal];
  const x = view.rect.left + view.rect.width - TRACK_WIDTH / 2;
  const y = (slice: number) => trackY(view, slice, count);
  context.lineCap = 'round';
  context.strokeStyle = 'rgba(125, 138, 156, 0.35)';
  context.lineWidth = 2;
  line(context, [x, y(0), x, y(count - 1)]);
  const ticks = peerTicks(scene.orientation, view.plane, scene.peers);
  for (const { peer, slice, isActive } of ticks) {
    const at = y(slice);
    const half = isActive ? 5 : 3;
    context.strokeStyle = THEME.halo;
    context.lineWidth = isActive ? 5 : 4;
    line(context, [x - half, at, x + half, at]);
    context.strokeStyle = peer.color;
    context.globalAlpha = isActive ? 1 : 0.55;
    context.lineWidth = isActive ? 3 : 2;
    line(context, [x - half, at, x + half, at]);
    context.globalAlpha = 1;
  }
  context.strokeStyle = PLANE_COLOURS[view.plane];
  context.lineWidth = 4;
  const at = y(scene.crosshair[normal]);
  line(context, [x, at - 5, x, at + 5]);
  context.lineCap = 'butt';
}

/** Who is on the strip, while the pointer is on it. */
export function drawTrackNames(context: CanvasRenderingContext2D, scene: OverlayScene, view: PlaneView): void {
  if (scene.trackPlane !== view.plane) return;
  const count = scene.orientation.dims[PLANES[view.plane].normal];
  const ticks = peerTicks(scene.orientation, view.plane, scene.peers);
  const rows = spread(ticks.map(({ slice }) => trackY(view, slice, count)));
  const right = view.rect.left + view.rect.width - TRACK_WIDTH - 4;
  for (const [n, { peer, isActive }] of ticks.entries()) {
    context.globalAlpha = isActive ? 1 : 0.7;
    nameTag(context, peer, right - tagWidth(context, peer), rows[n] - TAG_HEIGHT / 2);
  }
  context.globalAlpha = 1;
}

/** Rows of name tags that do not overlap, each as near to where it belongs as the ones above it allow. */
export function spread(rows: readonly number[]): number[] {
  const order = rows.map((_, n) => n).sort((a, b) => rows[a] - rows[b]);
  const placed = [...rows];
  let free = Number.NEGATIVE_INFINITY;
  for (const n of order) {
    placed[n] = Math.max(rows[n], free);
    free = placed[n] + TAG_HEIGHT + 2;
  }
  return placed;
}

const TRACK_MARGIN = 30;

/** Canonical slice number to the CSS pixel row of the track, the last slice at the top. */
export function trackY(view: PlaneView, slice: number, count: number): number {
  const { top, height } = view.rect;
  const share = count > 1 ? slice / (count - 1) : 0.5;
  return top + height - TRACK_MARGIN - share * (height - 2 * TRACK_MARGIN);
}

/** The canonical slice that a pointer on the track means. */
export function trackSlice(view: PlaneView, y: number, count: number): number {
  const { top, height } = view.rect;
  const share = (top + height - TRACK_MARGIN - y) / Math.max(1, height - 2 * TRACK_MARGIN);
  return Math.round(Math.min(1, Math.max(0, share)) * (count - 1));
}
