/** What the next frame has to redo. */
export interface Wants {
  /** The WebGL picture. */
  image: boolean;
  /** The 3D tile too, which costs far more than slices: well, or quickly while it is being turned. */
  render: false | 'quick' | 'good';
}

/** A 3D tile that is out of date is redrawn when nothing has happened for this long, and for a few frames' time. */
const IDLE_MS = 160;
const IDLE_FRAMES = 4;

/** At most one frame for each animation frame of the browser, and none when nothing has changed. */
export class FrameLoop {
  readonly #draw: (wants: Readonly<Wants>) => void;
  #wants: Wants = { image: false, render: false };
  #frame = 0;
  #idle: ReturnType<typeof setTimeout> | undefined;
  #stopped = false;
  #asked = 0;
  /** How long the browser lately took to give us a frame: long when the graphics are behind. */
  #frameMs = 0;

  constructor(draw: (wants: Readonly<Wants>) => void) {
    this.#draw = draw;
  }

  /** A frame is due. */
  get isPending(): boolean {
    return this.#frame !== 0;
  }

  /** A good 3D picture is due, once things are quiet. */
  get isRenderDue(): boolean {
    return this.#idle !== undefined;
  }

  request(wants: Partial<Wants>): void {
    if (this.#stopped) return;
    this.#wants.image ||= wants.image === true || (wants.render ?? false) !== false;
    if (wants.render && this.#wants.render !== 'good') this.#wants.render = wants.render;
    if (this.#frame !== 0) return;
    this.#asked = performance.now();
    this.#frame = requestAnimationFrame(() => this.#run());
  }

  /** The 3D tile is out of date: redraw it once things are quiet, unless `isBusy` says otherwise by then. */
  renderWhenIdle(isBusy: () => boolean): void {
    clearTimeout(this.#idle);
    this.#idle = setTimeout(
      () => {
        this.#idle = undefined;
        if (isBusy()) this.renderWhenIdle(isBusy);
        else this.request({ render: 'good' });
      },
      IDLE_MS + IDLE_FRAMES * this.#frameMs,
    );
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#idle);
    cancelAnimationFrame(this.#frame);
  }

  #run(): void {
    this.#frame = 0;
    this.#frameMs = 0.5 * this.#frameMs + 0.5 * (performance.now() - this.#asked);
    const wants = this.#wants;
    this.#wants = { image: false, render: false };
    this.#draw(wants);
  }
}
