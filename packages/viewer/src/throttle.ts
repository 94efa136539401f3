/** Does something again and again, each time after a pause as long as the last time took: at most half of the time goes into it. */
export class Throttle {
  readonly #work: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #tookMs = 0;

  constructor(work: () => void) {
    this.#work = work;
  }

  get isDue(): boolean {
    return this.#timer !== undefined;
  }

  request(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      const start = performance.now();
      this.#work();
      this.#tookMs = performance.now() - start;
    }, this.#tookMs);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
