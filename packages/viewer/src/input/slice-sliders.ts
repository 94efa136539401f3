import type { ViewModel } from '../model.ts';
import { peerTicks } from '../overlay/peers.ts';
import type { Peer } from '../overlay/scene.ts';
import { TRACK_WIDTH } from '../overlay/theme.ts';
import { PLANE_NAMES, PLANES, type Plane } from '../space/plane.ts';

const STEPS: Readonly<Record<string, number>> = {
  ArrowUp: 1,
  ArrowRight: 1,
  ArrowDown: -1,
  ArrowLeft: -1,
  PageUp: 10,
  PageDown: -10,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
};

/**
 * One slider for each slice view, over the strip that the overlay draws: for the keyboard and for screen readers. The
 * pointer goes through to the viewer, which knows the strip already.
 */
export class SliceSliders {
  readonly #sliders = new Map<Plane, { readonly element: HTMLElement; told: string }>();

  /** `scroll` moves by whole slices; the viewer keeps them inside of the image. */
  constructor(root: HTMLElement, scroll: (plane: Plane, slices: number) => void) {
    for (const plane of PLANE_NAMES) {
      const element = document.createElement('div');
      element.tabIndex = 0;
      element.hidden = true;
      element.setAttribute('role', 'slider');
      element.setAttribute('aria-label', `${plane[0].toUpperCase()}${plane.slice(1)} slice`);
      element.setAttribute('aria-orientation', 'vertical');
      element.setAttribute('aria-valuemin', '1');
      Object.assign(element.style, {
        position: 'absolute',
        width: `${TRACK_WIDTH}px`,
        pointerEvents: 'none',
        borderRadius: '4px',
        outlineOffset: '-2px',
      });
      element.addEventListener('keydown', (event) => {
        const step = STEPS[event.key];
        if (step === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
        event.preventDefault();
        scroll(plane, Math.min(1e6, Math.max(-1e6, step)));
      });
      root.append(element);
      this.#sliders.set(plane, { element, told: '' });
    }
  }

  /** Puts the sliders where the strips are. Writes to the page only what has changed. */
  update(model: ViewModel, peers: readonly Peer[]): void {
    for (const [plane, slider] of this.#sliders) {
      const { element } = slider;
      const rect = model.views.find((view) => view.plane === plane)?.rect;
      const text = rect && sliderText(model, plane, peers);
      const told = JSON.stringify([rect, text]);
      if (told === slider.told) continue;
      slider.told = told;
      element.hidden = !rect;
      if (!rect || !text) continue;
      const left = rect.left + rect.width - TRACK_WIDTH;
      Object.assign(element.style, { left: `${left}px`, top: `${rect.top}px`, height: `${rect.height}px` });
      element.setAttribute('aria-valuemax', String(text.count));
      element.setAttribute('aria-valuenow', String(text.value));
      element.setAttribute('aria-valuetext', text.words);
    }
  }
}

/** `value` grows upwards on the screen; `words` have the number that the file gives the slice, as the view shows it. */
export function sliderText(
  model: Pick<ViewModel, 'orientation' | 'crosshair'>,
  plane: Plane,
  peers: readonly Peer[],
): { readonly value: number; readonly count: number; readonly words: string } | undefined {
  const { orientation, crosshair } = model;
  if (!orientation) return undefined;
  const { normal } = PLANES[plane];
  const count = orientation.dims[normal];
  const slice = Math.round(crosshair[normal]);
  const number = (canonical: number) => orientation.flipSlice(plane, canonical) + 1;
  const others = peerTicks(orientation, plane, peers)
    .filter(({ isActive }) => isActive)
    .map(({ peer, slice: at }) => `${peer.name} on ${number(at)}`);
  return { value: slice + 1, count, words: [`${number(slice)} of ${count}`, ...others].join(', ') };
}
