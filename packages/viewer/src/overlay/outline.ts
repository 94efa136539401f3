import type { RegionPaint } from '@scholia/tools';
import { type BoxShape, type PolygonShape, planeAxes } from '@scholia/volume';
import { type PlaneView, sliceThrough, toScreen } from '../space/plane.ts';
import { type BoxOnScreen, boxOnScreen, boxPath } from './box-lines.ts';
import { haloStroke, hatch } from './canvas.ts';
import type { OverlayScene } from './scene.ts';
import { THEME } from './theme.ts';

/** Side of a handle, CSS pixels. */
const HANDLE = 7;

/** The region that is being drawn, in the slices that it is in: filled lightly, hatched if it erases. */
export function drawOutline(
  context: CanvasRenderingContext2D,
  scene: OverlayScene,
  view: PlaneView,
  paint: RegionPaint,
): void {
  const { region, value, layer } = paint;
  const color = value === 0 ? '#ffffff' : (scene.labels.find((label) => label.value === value)?.color ?? '#c0c6d0');
  if (region.type === 'box' && layer === 'prompts') {
    drawDraft(context, scene, view, region, color);
    return;
  }
  const path = region.type === 'box' ? boxIn(scene, view, region) : polygonIn(scene, view, region);
  if (!path) return;
  context.globalAlpha = value === 0 ? 0.6 : 0.3;
  context.fillStyle = value === 0 ? hatch(context, color, false) : color;
  context.fill(path, 'evenodd');
  context.globalAlpha = 1;
  haloStroke(context, path, color, value === 0 ? { width: 1.5, dash: [4, 3] } : { width: 1.5 });
}

/** A box prompt that is not fixed: with handles where its faces are cut, dashed where it lies before or behind the slice. */
function drawDraft(
  context: CanvasRenderingContext2D,
  { orientation, crosshair }: OverlayScene,
  view: PlaneView,
  region: BoxShape,
  color: string,
): void {
  const onScreen = boxOnScreen(orientation, view, region, crosshair);
  const path = boxPath(onScreen);
  if (!onScreen.isCut) {
    haloStroke(context, path, color, { width: 1.25, dash: [4, 4] });
    return;
  }
  context.globalAlpha = 0.12;
  context.fillStyle = color;
  context.fill(path);
  context.globalAlpha = 1;
  haloStroke(context, path, color, { width: 1.75 });
  const handles = handlesOf(onScreen);
  context.fillStyle = '#ffffff';
  context.fill(handles);
  context.strokeStyle = THEME.halo;
  context.lineWidth = 1;
  context.stroke(handles);
}

/** At the corners, and between them where there is room. */
function handlesOf({ left, top, width, height }: BoxOnScreen): Path2D {
  const path = new Path2D();
  const shares = (length: number) => (length > 5 * HANDLE ? [0, 0.5, 1] : [0, 1]);
  for (const across of shares(width))
    for (const down of shares(height))
      if (across !== 0.5 || down !== 0.5)
        path.rect(left + across * width - HANDLE / 2, top + down * height - HANDLE / 2, HANDLE, HANDLE);
  return path;
}

function boxIn({ orientation, crosshair }: OverlayScene, view: PlaneView, region: BoxShape): Path2D | undefined {
  const onScreen = boxOnScreen(orientation, view, region, crosshair);
  return onScreen.isCut ? boxPath(onScreen) : undefined;
}

/** In the view that looks along its axis. */
function polygonIn(
  scene: OverlayScene,
  view: PlaneView,
  { axis, first, last, points }: PolygonShape,
): Path2D | undefined {
  const { orientation } = scene;
  const slice = orientation.flipSlice(view.plane, sliceThrough(view, scene.crosshair));
  if (orientation.fileAxis(view.plane) !== axis || slice < first || slice > last) return undefined;
  const [u, v] = planeAxes(axis);
  const path = new Path2D();
  for (let p = 0; p < points.length; p += 2) {
    const ijk: [number, number, number] = [first, first, first];
    ijk[u] = points[p] / 8;
    ijk[v] = points[p + 1] / 8;
    path.lineTo(...toScreen(view, orientation.toCanonical(ijk)));
  }
  path.closePath();
  return path;
}
