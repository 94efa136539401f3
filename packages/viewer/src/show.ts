/** From the model to what the stage and the overlay are told for one frame. */
import type { Vec3 } from '@scholia/geometry';
import { gripAt, type RegionPaint, SCRIBBLE_RADIUS_MM, TOOLS } from '@scholia/tools';
import type { BoxShape } from '@scholia/volume';
import type { Gestures } from './gestures.ts';
import { sampleOf } from './input/sample.ts';
import type { ViewModel } from './model.ts';
import type { BrushRing, OverlayScene } from './overlay/scene.ts';
import { TRACK_WIDTH } from './overlay/theme.ts';
import { PLANES, type Plane, type PlaneView, toVoxel } from './space/plane.ts';
import type { Stage } from './stage/stage.ts';
import { shownExtent, stageTile } from './stage/tiles.ts';
import type { HoverState, LabelSource } from './viewer-api.ts';

type Point = readonly [number, number];

export function placeStage(stage: Stage, model: ViewModel): void {
  const { views } = model;
  const shown = (plane: Plane) => {
    const view = views.find((v) => v.plane === plane);
    return view ? shownExtent(view) : undefined;
  };
  stage.setTiles(
    model.tiles.map((tile) => stageTile(tile, model.size.ratio)),
    [shown('axial'), shown('coronal'), shown('sagittal')],
  );
  stage.setCrosshair(model.crosshair);
  stage.setOpacity(model.labelsShown && !model.peeking ? model.opacity : 0, model.outline);
}

/** Everything of the overlay that follows from the model and the pointer; undefined before an image is open. */
export function overlayScene(
  model: ViewModel,
  pointer: Point | undefined,
  gestures: Gestures,
  isReadOnly: boolean,
): Omit<OverlayScene, 'heat' | 'proposal' | 'prompts' | 'livePrompt' | 'peers' | 'inRender'> | undefined {
  const { orientation } = model;
  if (!orientation) return undefined;
  const under = pointer && model.viewAt(pointer);
  const isOnTrack = under && pointer[0] > under.rect.left + under.rect.width - TRACK_WIDTH;
  return {
    size: model.size,
    views: model.views,
    render: model.tiles.find((tile) => tile.kind === '3d')?.rect,
    activePlane: under?.plane,
    trackPlane: isOnTrack ? under.plane : undefined,
    orientation,
    crosshair: model.crosshair,
    showsCrosshair: !model.peeking && !gestures.isPainting,
    labels: model.labels,
    showsLabels: model.labelsShown && !model.peeking,
    outline: gestures.outline,
    brush: pointer && !isReadOnly ? brushRing(model, pointer, gestures) : undefined,
  };
}

/** Stored voxel under a point, or null outside the image and over the 3D tile. */
export function pickVoxel(model: ViewModel, point: Point): { readonly plane: Plane; readonly ijk: Vec3 } | null {
  const view = model.viewAt(point);
  const { orientation } = model;
  if (!view || !orientation) return null;
  const voxel = toVoxel(view, point, model.crosshair[PLANES[view.plane].normal]);
  const ijk = orientation.toFile(voxel).map(Math.round) as [number, number, number];
  return ijk.every((v, axis) => v >= 0 && v < orientation.fileDims[axis]) ? { plane: view.plane, ijk } : null;
}

/** What is under a point: voxel, intensity, label. */
export function hoverState(
  model: ViewModel,
  point: Point,
  stage: Stage | undefined,
  source: LabelSource | null,
): HoverState | null {
  const picked = pickVoxel(model, point);
  if (!picked || !stage || !model.orientation) return null;
  const [i, j, k] = picked.ijk;
  return {
    ...picked,
    intensity: stage.intensityAt(picked.ijk, model.orientation.fileDims),
    label: source?.labels.get(i, j, k) ?? 0,
  };
}

function brushRing(model: ViewModel, pointer: Point, gestures: Gestures): BrushRing | undefined {
  const { activeTool, settings } = model;
  const view = model.viewAt(pointer);
  if (!view || !TOOLS[activeTool].paints || TOOLS[activeTool].outlines) return undefined;
  const isScribble = activeTool.startsWith('scribble');
  return {
    plane: view.plane,
    voxel: toVoxel(view, pointer, model.crosshair[PLANES[view.plane].normal]),
    radiusMm: isScribble ? Math.min(settings.radiusMm, SCRIBBLE_RADIUS_MM) : settings.radiusMm,
    isSphere: !isScribble && settings.shape === 'sphere',
    erases: gestures.isErasing || activeTool === 'eraser' || activeTool === 'scribble-background',
    color: model.labels.find((label) => label.value === settings.label)?.color ?? '#ffffff',
  };
}

/** CSS cursor. The system's own stays on under the brush ring: it follows the hand even when the graphics lag. */
export function cursorFor(
  model: ViewModel,
  point: Point | undefined,
  draft: RegionPaint | undefined,
  isReadOnly: boolean,
): string {
  const view = point && model.viewAt(point);
  if (!view) return 'grab';
  if (draft?.region.type === 'box' && model.activeTool === 'box') return gripCursor(model, view, point, draft.region);
  switch (model.activeTool) {
    case 'pan':
      return 'grab';
    case 'zoom':
      return 'ns-resize';
    case 'window':
      return 'all-scroll';
    case 'navigate':
      return 'crosshair';
    default:
      return isReadOnly ? 'not-allowed' : 'crosshair';
  }
}

/** Which way a press would pull a box. */
function gripCursor(
  { orientation, grid, crosshair }: ViewModel,
  view: PlaneView,
  point: Point,
  draft: BoxShape,
): string {
  const { right, up, normal } = PLANES[view.plane];
  const grip = orientation && grid && gripAt(grid, draft, sampleOf(orientation, view, crosshair[normal], point));
  if (!grip) return 'crosshair';
  // Only whether the two go the same way matters, so a flip counts for each.
  const side = (axis: 0 | 1 | 2) => grip[orientation.map.perm[axis]] * (orientation.map.flip[axis] ? -1 : 1);
  const [across, upwards] = [side(right) * (view.mirrored ? -1 : 1), side(up)];
  if (across === 0 && upwards === 0) return 'move';
  if (across === 0) return 'ns-resize';
  if (upwards === 0) return 'ew-resize';
  return across === upwards ? 'nesw-resize' : 'nwse-resize';
}
