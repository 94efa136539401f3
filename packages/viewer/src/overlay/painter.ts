import { type PlaneView, sliceThrough } from '../space/plane.ts';
import { haloStroke, haloText, hatch } from './canvas.ts';
import { drawBrush, drawPeer, drawPeersInRender } from './cursors.ts';
import { drawCrosshair, drawFrame, drawTrack, drawTrackNames } from './markings.ts';
import { drawOutline } from './outline.ts';
import { drawMark } from './prompts.ts';
import type { OverlayScene } from './scene.ts';
import { cornersToScreen } from './slice-paths.ts';
import { THEME } from './theme.ts';

/** Draws everything that is not voxels on a transparent canvas above the image, whole, each time. */
export function paintOverlay(context: CanvasRenderingContext2D, scene: OverlayScene): void {
  const { width, height, ratio } = scene.size;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  for (const view of scene.views) {
    const { left, top, width: w, height: h } = view.rect;
    context.save();
    context.beginPath();
    context.rect(left, top, w, h);
    context.clip();
    if (scene.showsLabels) {
      drawHeat(context, scene, view);
      drawProposal(context, scene, view);
      scene.prompts.draw(context, scene, view);
      drawLivePrompt(context, scene, view);
    }
    if (scene.showsCrosshair) drawCrosshair(context, scene, view);
    for (const peer of scene.peers) drawPeer(context, scene, view, peer);
    if (scene.outline) drawOutline(context, scene, view, scene.outline);
    if (scene.brush) drawBrush(context, scene, view, scene.brush);
    drawTrack(context, scene, view);
    drawFrame(context, scene, view);
    drawTrackNames(context, scene, view);
    context.restore();
  }
  if (scene.render) {
    const { left, top, width: w, height: h } = scene.render;
    context.strokeStyle = THEME.tileEdge;
    context.lineWidth = 1;
    context.strokeRect(left + 0.5, top + 0.5, w - 1, h - 1);
    drawPeersInRender(context, scene, scene.render);
    haloText(context, '3D', left + 10, top + 14, { color: THEME.faint, font: `600 ${THEME.font.slice(4)}` });
  }
}

/** Colours over the image, one for each voxel, blended between voxels. */
function drawHeat(context: CanvasRenderingContext2D, scene: OverlayScene, view: PlaneView): void {
  const picture = scene.heat.on(view.plane, scene.orientation, sliceThrough(view, scene.crosshair));
  if (!picture) return;
  const { a, b, c, d, e, f } = cornersToScreen(view);
  context.save();
  context.transform(a, b, c, d, e, f);
  context.drawImage(picture, 0, 0);
  context.restore();
}

/** Hatched and dashed: nobody takes it for a label that exists. */
function drawProposal(context: CanvasRenderingContext2D, scene: OverlayScene, view: PlaneView): void {
  for (const [label, path] of scene.proposal.on(view, scene.orientation, sliceThrough(view, scene.crosshair))) {
    const style = scene.labels.find((l) => l.value === label);
    if (style?.visible === false) continue;
    const color = style?.color ?? '#c0c6d0';
    context.globalAlpha = 0.7;
    context.fillStyle = hatch(context, color, true);
    context.fill(path, 'evenodd');
    context.globalAlpha = 1;
    haloStroke(context, path, color, { width: 1.75, dash: [6, 4] });
  }
}

function drawLivePrompt(context: CanvasRenderingContext2D, scene: OverlayScene, view: PlaneView): void {
  for (const [value, path] of scene.livePrompt.on(view, scene.orientation, sliceThrough(view, scene.crosshair)))
    drawMark(context, scene, value, path);
}
