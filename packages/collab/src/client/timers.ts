/** Timeouts that stop together. After `stop` nothing fires, and nothing new is started. */
export class Timers {
  readonly #running = new Set<ReturnType<typeof setTimeout>>();
  #isStopped = false;

  get isStopped(): boolean {
    return this.#isStopped;
  }

  after(delayMs: number, action: () => void): void {
    if (this.#isStopped) return;
    const timer = setTimeout(() => {
      this.#running.delete(timer);
      action();
    }, delayMs);
    this.#running.add(timer);
  }

  stop(): void {
    this.#isStopped = true;
    for (const timer of this.#running) clearTimeout(timer);
  }
}
