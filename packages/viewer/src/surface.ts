import { THEME } from './overlay/theme.ts';

/** The two canvases of a viewer, one above the other, as large as their container in device pixels. */
export class Surface {
  readonly root: HTMLDivElement;
  readonly overlay: HTMLCanvasElement;
  readonly context: CanvasRenderingContext2D | null;
  #image: HTMLCanvasElement;

  constructor(container: HTMLElement) {
    this.root = document.createElement('div');
    // Focusable, so that keys reach the page's shortcuts after a click here; the outline shows keyboard focus only.
    this.root.tabIndex = 0;
    this.root.setAttribute('role', 'application');
    this.root.setAttribute('aria-label', 'Image viewer');
    Object.assign(this.root.style, {
      position: 'relative',
      width: '100%',
      height: '100%',
      overflow: 'hidden',
      background: THEME.background,
      touchAction: 'none',
      userSelect: 'none',
      outlineOffset: '-2px',
    });
    this.#image = this.#addCanvas();
    this.overlay = this.#addCanvas();
    this.context = this.overlay.getContext('2d');
    container.append(this.root);
  }

  get image(): HTMLCanvasElement {
    return this.#image;
  }

  /** A canvas whose context was lost for good cannot be used again. */
  replaceImage(): HTMLCanvasElement {
    const fresh = this.#addCanvas();
    this.#image.replaceWith(fresh);
    this.#image = fresh;
    this.resize();
    return fresh;
  }

  /** Fits the canvases to the container and the screen's pixel ratio. */
  resize(): { width: number; height: number; ratio: number } {
    const ratio = window.devicePixelRatio || 1;
    const width = Math.max(1, Math.floor(this.root.clientWidth));
    const height = Math.max(1, Math.floor(this.root.clientHeight));
    for (const canvas of [this.#image, this.overlay]) {
      const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
      // Assigning a size clears the canvas, even the same size.
      if (canvas.width !== w) canvas.width = w;
      if (canvas.height !== h) canvas.height = h;
      canvas.style.width = `${width}px`;
      canvas.style.height = `${height}px`;
    }
    return { width, height, ratio };
  }

  /** Calls back when the container's size or the screen's pixel ratio changes. Returns a function that stops. */
  onResize(changed: () => void): () => void {
    const observer = new ResizeObserver(changed);
    observer.observe(this.root);
    let query: MediaQueryList | undefined;
    // A media query that no longer matches is the only notice of a window that moved to a screen of another density.
    const watch = () => {
      query = matchMedia(`(resolution: ${window.devicePixelRatio}dppx)`);
      query.addEventListener('change', denser, { once: true });
    };
    const denser = () => {
      changed();
      watch();
    };
    watch();
    return () => {
      observer.disconnect();
      query?.removeEventListener('change', denser);
    };
  }

  remove(): void {
    this.root.remove();
  }

  #addCanvas(): HTMLCanvasElement {
    const canvas = document.createElement('canvas');
    Object.assign(canvas.style, { position: 'absolute', left: '0', top: '0', display: 'block' });
    this.root.append(canvas);
    return canvas;
  }
}
