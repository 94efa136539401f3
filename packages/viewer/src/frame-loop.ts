/** What the next frame has to redo. */
export interface Wants {
  /** The WebGL picture. */
  image: boolean;
  /** The 3D tile too, which costs far more than slices. */
  render: boolean;
  overlay: boolean;
}

/** A 3D tile that is out of date is redrawn when nothing has happened for this long. */
const IDLE_MS = 160;

/** At most one frame for each animation frame of the browser, and none when nothing has changed. */
export class FrameLoop {
  readonly #draw: (wants: Readonly<Wants>) => void;
  #wants: Wants = { image: false, render: false, overlay: false };
  #frame = 0;
  #idle: ReturnType<typeof setTimeout> | undefined;
  #stopped = false;

  constructor(draw: (wants: Readonly<Wants>) => void) {
    this.#draw = draw;
  }

  request(wants: Partial<Wants>): void {
    if (this.#stopped) return;
    this.#wants.image ||= wants.image === true || wants.render === true;
    this.#wants.render ||= wants.render === true;
    this.#wants.overlay ||= wants.overlay !== false;
    if (this.#frame === 0) this.#frame = requestAnimationFrame(() => this.#run());
  }

  /** The 3D tile is out of date: redraw it once things are quiet, unless `isBusy` says otherwise by then. */
  renderWhenIdle(isBusy: () => boolean): void {
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => {
      if (isBusy()) this.renderWhenIdle(isBusy);
      else this.request({ render: true });
    }, IDLE_MS);
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#idle);
    cancelAnimationFrame(this.#frame);
  }

  #run(): void {
    this.#frame = 0;
    const wants = this.#wants;
    this.#wants = { image: false, render: false, overlay: false };
    this.#draw(wants);
  }
}
