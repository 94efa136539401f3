import type { RegionPaint } from '@scholia/tools';
import { planeAxes, type RegionShape } from '@scholia/volume';
import { PLANES, type PlaneView, toScreen } from '../space/plane.ts';
import { haloStroke, hatch } from './canvas.ts';
import type { OverlayScene } from './scene.ts';

/** The region that is being drawn, in the view that looks along its axis: filled lightly, hatched if it erases. */
export function drawOutline(
  context: CanvasRenderingContext2D,
  scene: OverlayScene,
  view: PlaneView,
  { region, value }: RegionPaint,
): void {
  const { orientation } = scene;
  const axis = orientation.fileAxis(view.plane);
  if (region.type === 'polygon' && axis !== region.axis) return;
  const slice = orientation.flipSlice(view.plane, Math.round(scene.crosshair[PLANES[view.plane].normal]));
  const [first, last] = region.type === 'box' ? [region.from[axis], region.to[axis]] : [region.first, region.last];
  if (slice < first || slice > last) return;
  const path = new Path2D();
  for (const [n, ijk] of cornersOf(region, axis).entries()) {
    const [x, y] = toScreen(view, orientation.toCanonical(ijk));
    if (n === 0) path.moveTo(x, y);
    else path.lineTo(x, y);
  }
  path.closePath();
  const color = value === 0 ? '#ffffff' : (scene.labels.find((label) => label.value === value)?.color ?? '#c0c6d0');
  context.globalAlpha = value === 0 ? 0.6 : 0.3;
  context.fillStyle = value === 0 ? hatch(context, color, false) : color;
  context.fill(path, 'evenodd');
  context.globalAlpha = 1;
  haloStroke(context, path, color, value === 0 ? { width: 1.5, dash: [4, 3] } : { width: 1.5 });
}

/** Continuous voxels of the stored image: a box is cut along `axis`, at the outer edges of its voxels. */
function cornersOf(region: RegionShape, axis: 0 | 1 | 2): [number, number, number][] {
  const [u, v] = planeAxes(axis);
  const at = (pu: number, pv: number, slice: number) => {
    const ijk: [number, number, number] = [0, 0, 0];
    ijk[u] = pu;
    ijk[v] = pv;
    ijk[axis] = slice;
    return ijk;
  };
  if (region.type === 'box') {
    const [from, to] = [region.from.map((n) => n - 0.5), region.to.map((n) => n + 0.5)];
    const slice = region.from[axis];
    return [at(from[u], from[v], slice), at(to[u], from[v], slice), at(to[u], to[v], slice), at(from[u], to[v], slice)];
  }
  const corners: [number, number, number][] = [];
  for (let p = 0; p < region.points.length; p += 2)
    corners.push(at(region.points[p] / 8, region.points[p + 1] / 8, region.first));
  return corners;
}
