import type { Clock } from '@scholia/core';

/** Adds up how long each stage takes, ms. */
export class Stopwatch {
  readonly #clock: Clock;
  readonly #ms = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async time<T>(stage: string, work: () => T | Promise<T>): Promise<T> {
    const started = this.#clock();
    try {
      return await work();
    } finally {
      this.#ms.set(stage, (this.#ms.get(stage) ?? 0) + this.#clock() - started);
    }
  }

  get ms(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#ms);
  }
}
