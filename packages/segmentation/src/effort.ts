import type { Pace } from './method.ts';

/** Counts work in steps that each method defines, so that it breathes about as often as it should. */
export class Effort {
  readonly #pace: Pace;
  readonly #stepsPerBreath: number;
  #steps = 0;

  /** `stepsPerBreath` should take about 20 ms. */
  constructor(pace: Pace, stepsPerBreath: number) {
    this.#pace = pace;
    this.#stepsPerBreath = stepsPerBreath;
  }

  /** Counts `steps` more, and says whether it is time to breathe. Call it often. */
  isDue(steps: number): boolean {
    this.#steps += steps;
    return this.#steps >= this.#stepsPerBreath;
  }

  async breathe(share?: number): Promise<void> {
    this.#steps = 0;
    await this.#pace.breathe(share);
  }
}
