import { PROMPT_BACKGROUND } from '@scholia/collab';
import { PLANES, type PlaneView } from '../space/plane.ts';
import { haloStroke, haloText, hatch } from './canvas.ts';
import { drawBrush, drawPeer, drawPeersInRender } from './cursors.ts';
import { drawCrosshair, drawFrame, drawTrack, drawTrackNames } from './markings.ts';
import { drawOutline } from './outline.ts';
import type { OverlayScene } from './scene.ts';
import { cornersToScreen, type SlicePaths } from './slice-paths.ts';
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
      drawPrompts(context, scene, view, scene.prompts);
      drawPrompts(context, scene, view, scene.livePrompt);
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
  const picture = scene.heat.on(view.plane, scene.orientation, sliceOf(scene, view));
  if (!picture) return;
  const { a, b, c, d, e, f } = cornersToScreen(view);
  context.save();
  context.transform(a, b, c, d, e, f);
  context.drawImage(picture, 0, 0);
  context.restore();
}

/** Hatched and dashed: nobody takes it for a label that exists. */
function drawProposal(context: CanvasRenderingContext2D, scene: OverlayScene, view: PlaneView): void {
  for (const [label, path] of scene.proposal.on(view, scene.orientation, sliceOf(scene, view))) {
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

/** Solid marks with a white edge for "inside", dark hatched ones for "outside". */
function drawPrompts(context: CanvasRenderingContext2D, scene: OverlayScene, view: PlaneView, paths: SlicePaths): void {
  for (const [value, path] of paths.on(view, scene.orientation, sliceOf(scene, view))) {
    if (value === PROMPT_BACKGROUND) {
      context.fillStyle = 'rgba(12, 14, 18, 0.7)';
      context.fill(path, 'evenodd');
      context.fillStyle = hatch(context, '#ffffff', false);
      context.fill(path, 'evenodd');
      haloStroke(context, path, '#ffffff', { width: 1, dash: [2, 2] });
      continue;
    }
    const color = scene.labels.find((l) => l.value === value)?.color ?? '#c0c6d0';
    context.globalAlpha = 0.85;
    context.fillStyle = color;
    context.fill(path, 'evenodd');
    context.globalAlpha = 1;
    haloStroke(context, path, '#ffffff', { width: 1 });
  }
}

function sliceOf(scene: OverlayScene, view: PlaneView): number {
  return Math.round(scene.crosshair[PLANES[view.plane].normal]);
}
