import { SCRIBBLE_RADIUS_MM } from '@scholia/tools';
import { cameraOf } from './look.ts';
import type { ViewModel } from './model.ts';
import type { Plane } from './space/plane.ts';
import type { HoverState, ViewState } from './viewer-api.ts';

/** Keeps what listeners were last told, and tells them only of changes. */
export class ViewTeller {
  readonly listeners = new Set<(view: ViewState) => void>();
  #view: ViewState | undefined;
  #text = '';

  get view(): ViewState | undefined {
    return this.#view;
  }

  tell(view: ViewState): void {
    const text = JSON.stringify(view);
    if (text === this.#text) return;
    this.#text = text;
    this.#view = view;
    for (const listener of this.listeners) listener(view);
  }
}

/** Undefined before an image is open. `plane` is the one under the pointer, or the last that was. */
export function viewState(
  model: ViewModel,
  now: { hover: HoverState | null; plane: Plane; isPainting: boolean; draftLabel: number | undefined },
): ViewState | undefined {
  const { orientation, layout, window, tool, activeTool, settings, opacity, labelsShown, outline } = model;
  if (!orientation) return undefined;
  const slices = model.slices(orientation);
  const { axis, index } = slices[now.plane];
  const isScribble = activeTool.startsWith('scribble');
  return {
    ...{ layout, slices, window, tool, activeTool, settings, opacity, labelsShown, outline },
    crosshair: orientation.toFile(model.crosshair),
    hover: now.hover,
    isPainting: now.isPainting,
    draftLabel: now.draftLabel,
    presence: {
      view: { axis, slice: index },
      ijk: now.hover?.ijk ?? null,
      tool: activeTool,
      radiusUm: Math.round((isScribble ? Math.min(settings.radiusMm, SCRIBBLE_RADIUS_MM) : settings.radiusMm) * 1000),
      label: settings.label,
      shape: isScribble ? 'disc' : settings.shape,
      crosshair: orientation.toFile(model.crosshair),
      camera: cameraOf(model, now.plane),
    },
  };
}
