import { oppositeOf, type PointerSample, TOOLS, type ToolName } from '@scholia/tools';
import type { ViewModel } from '../model.ts';
import { trackSlice } from '../overlay/markings.ts';
import { TRACK_WIDTH } from '../overlay/theme.ts';
import { PLANES, type PlaneView } from '../space/plane.ts';
import { sampleOf } from './sample.ts';

/** What pointer and wheel ask the viewer to do. Points are CSS pixels from the viewer's top left. */
export interface PointerActions {
  isReadOnly(): boolean;
  begin(tool: ToolName, sample: PointerSample): void;
  update(sample: PointerSample): void;
  complete(): void;
  cancel(): void;
  hover(point: readonly [number, number] | undefined): void;
  turn(by: readonly [number, number]): void;
  zoomRender(factor: number): void;
  zoom(view: PlaneView, factor: number, at: readonly [number, number]): void;
  scroll(view: PlaneView, slices: number): void;
  scrollTo(view: PlaneView, slice: number): void;
  resizeBrush(factor: number): void;
  moveCrosshair(view: PlaneView, point: readonly [number, number]): void;
  pickLabel(point: readonly [number, number]): void;
  maximise(point: readonly [number, number]): void;
}

type Gesture =
  | { readonly type: 'tool'; readonly view: PlaneView; readonly slice: number }
  | { readonly type: 'track'; readonly view: PlaneView }
  | { readonly type: 'turn' | 'zoom-render'; last: readonly [number, number] };

/** Wheel pixels for one slice, so that a mouse's notch is one slice and a touch pad scrolls smoothly. */
const WHEEL_STEP = 60;

/** Turns pointer events of one element into actions. Returns a function that stops listening. */
export function listenToPointer(element: HTMLElement, model: ViewModel, actions: PointerActions): () => void {
  let gesture: Gesture | undefined;
  let pointer = -1;
  let wheel = 0;

  const at = (event: MouseEvent): readonly [number, number] => {
    const bounds = element.getBoundingClientRect();
    return [event.clientX - bounds.left, event.clientY - bounds.top];
  };
  const sampleAt = (view: PlaneView, slice: number, screen: readonly [number, number]): PointerSample | undefined =>
    model.orientation && sampleOf(model.orientation, view, slice, screen);

  const down = (event: PointerEvent) => {
    if (gesture) return;
    const point = at(event);
    const tile = model.tileAt(point);
    if (!tile || !model.orientation) return;
    event.preventDefault();
    element.focus({ preventScroll: true });
    if (tile.kind === '3d') gesture = { type: event.button === 0 ? 'turn' : 'zoom-render', last: point };
    else {
      const view = model.viewAt(point);
      if (!view) return;
      if (event.button === 0 && point[0] > view.rect.left + view.rect.width - TRACK_WIDTH) {
        gesture = { type: 'track', view };
        actions.scrollTo(view, trackSlice(view, point[1], model.orientation.dims[PLANES[view.plane].normal]));
      } else if (!beginTool(event, view, point)) return;
    }
    pointer = event.pointerId;
    element.setPointerCapture(pointer);
  };

  const beginTool = (event: PointerEvent, view: PlaneView, point: readonly [number, number]): boolean => {
    const tool = toolFor(event, model.activeTool);
    if (TOOLS[tool].paints) {
      if (event.altKey) {
        actions.pickLabel(point);
        return false;
      }
      if (actions.isReadOnly()) return false;
    }
    const slice = model.crosshair[PLANES[view.plane].normal];
    const sample = sampleAt(view, slice, point);
    if (!sample) return false;
    if (TOOLS[tool].paints && !isInside(model, sample)) return false;
    gesture = { type: 'tool', view, slice };
    actions.begin(tool, sample);
    return true;
  };

  const move = (event: PointerEvent) => {
    const point = at(event);
    if (!gesture) {
      const view = model.viewAt(point);
      if (view && event.shiftKey && event.buttons === 0) actions.moveCrosshair(view, point);
      actions.hover(point);
      return;
    }
    if (event.pointerId !== pointer) return;
    switch (gesture.type) {
      case 'tool': {
        // The browser merges moves into one event a frame; a fast stroke needs them all.
        const moves = event.getCoalescedEvents?.() ?? [];
        for (const each of moves.length > 0 ? moves : [event]) {
          const sample = sampleAt(gesture.view, gesture.slice, at(each));
          if (sample) actions.update(sample);
        }
        break;
      }
      case 'track': {
        const count = model.orientation?.dims[PLANES[gesture.view.plane].normal] ?? 1;
        actions.scrollTo(gesture.view, trackSlice(gesture.view, point[1], count));
        break;
      }
      case 'turn':
        actions.turn([point[0] - gesture.last[0], point[1] - gesture.last[1]]);
        gesture.last = point;
        break;
      case 'zoom-render':
        actions.zoomRender(2 ** ((gesture.last[1] - point[1]) / 150));
        gesture.last = point;
        break;
    }
    actions.hover(point);
  };

  const finish = (event: PointerEvent, ended: 'complete' | 'cancel') => {
    if (!gesture || event.pointerId !== pointer) return;
    const wasTool = gesture.type === 'tool';
    gesture = undefined;
    pointer = -1;
    if (element.hasPointerCapture(event.pointerId)) element.releasePointerCapture(event.pointerId);
    if (wasTool) actions[ended]();
  };

  const scrollWheel = (event: WheelEvent) => {
    event.preventDefault();
    const point = at(event);
    const pixels =
      event.deltaMode === 1 ? event.deltaY * 20 : event.deltaMode === 2 ? event.deltaY * 400 : event.deltaY;
    // Browsers turn Shift+wheel into a horizontal one.
    const sideways = event.deltaX !== 0 && event.deltaY === 0 ? event.deltaX : pixels;
    if (event.shiftKey) return actions.resizeBrush(1.1 ** (-sideways / WHEEL_STEP));
    const view = model.viewAt(point);
    if (!view) return actions.zoomRender(1.1 ** (-pixels / WHEEL_STEP));
    if (event.ctrlKey || event.metaKey) return actions.zoom(view, 1.15 ** (-pixels / WHEEL_STEP), point);
    if (gesture) return;
    wheel -= pixels;
    const slices = Math.trunc(wheel / WHEEL_STEP);
    if (slices === 0) return;
    wheel -= slices * WHEEL_STEP;
    actions.scroll(view, slices);
  };

  const leave = () => {
    wheel = 0;
    if (!gesture) actions.hover(undefined);
  };
  const double = (event: MouseEvent) => {
    const point = at(event);
    // With a brush in hand, two quick dabs are two dabs.
    if (model.tileAt(point)?.kind === '3d' || !TOOLS[model.activeTool].paints) actions.maximise(point);
  };
  const stop = new AbortController();
  const options = { signal: stop.signal };
  element.addEventListener('pointerdown', down, options);
  element.addEventListener('pointermove', move, options);
  element.addEventListener('pointerup', (event) => finish(event, 'complete'), options);
  element.addEventListener('pointercancel', (event) => finish(event, 'cancel'), options);
  element.addEventListener('lostpointercapture', (event) => finish(event, 'complete'), options);
  element.addEventListener('pointerleave', leave, options);
  element.addEventListener('dblclick', double, options);
  element.addEventListener('contextmenu', (event) => event.preventDefault(), options);
  element.addEventListener('wheel', scrollWheel, { ...options, passive: false });
  return () => stop.abort();
}

/** The middle button pans; the right one erases, contradicts a scribble or a click, or zooms. Ctrl contradicts a click, too. */
function toolFor(event: PointerEvent, tool: ToolName): ToolName {
  if (event.button === 1) return 'pan';
  if (event.button === 0 && (event.ctrlKey || event.metaKey) && tool.startsWith('click'))
    return oppositeOf(tool) ?? tool;
  if (event.button !== 2) return tool;
  if (tool === 'eraser' || tool === 'window') return tool;
  return oppositeOf(tool) ?? 'zoom';
}

/** A stroke begins in the image: a press on the dark around it means nothing. */
function isInside(model: ViewModel, sample: PointerSample): boolean {
  return sample.ijk.every((v, axis) => v >= -0.5 && v < (model.grid?.dims[axis] ?? 0) - 0.5);
}
