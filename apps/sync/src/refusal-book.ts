import type { RefusalCode } from '@scholia/collab';
import type { UserId } from '@scholia/core';
import type { Limits } from './limits.ts';

/** Refusals of one person that got no event of their own. */
export interface RefusalSummary {
  readonly userId: UserId;
  readonly count: number;
  readonly codes: Readonly<Record<string, number>>;
}

interface Window {
  readonly until: number;
  count: number;
  readonly codes: Map<RefusalCode, number>;
}

/**
 * The refusals in one reading, by person and minute. The first few of a minute are events of their own; the rest are
 * counted and told as one when the minute is over, so that a broken or hostile client cannot fill the log.
 */
export class RefusalBook {
  readonly #limits: Limits;
  readonly #windows = new Map<UserId, Window>();

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /** True if this one gets an event of its own. */
  record(userId: UserId, code: RefusalCode, now: number): boolean {
    let window = this.#windows.get(userId);
    if (!window || (window.until <= now && window.codes.size === 0)) {
      window = { until: now + this.#limits.refusalWindowMs, count: 0, codes: new Map() };
      this.#windows.set(userId, window);
    }
    window.count++;
    if (window.count <= this.#limits.refusalsPerMinute) return true;
    window.codes.set(code, (window.codes.get(code) ?? 0) + 1);
    return false;
  }

  /** True until the minute is over, for somebody who goes on although nearly nothing is accepted. */
  isBarred(userId: UserId, now: number): boolean {
    const window = this.#windows.get(userId);
    return window !== undefined && now < window.until && window.count >= this.#limits.refusalsBeforeBar;
  }

  /** True when nobody's minute is running, and nothing is left to be told. */
  get isEmpty(): boolean {
    return this.#windows.size === 0;
  }

  /** True while some refusal has yet to be told. */
  get hasUntold(): boolean {
    return [...this.#windows.values()].some(({ codes }) => codes.size > 0);
  }

  /** Takes out what is to be told: of the minutes that are over at `now`. */
  takeDue(now: number): RefusalSummary[] {
    const due: RefusalSummary[] = [];
    for (const [userId, { until, codes }] of this.#windows) {
      if (now < until) continue;
      this.#windows.delete(userId);
      if (codes.size === 0) continue;
      const count = [...codes.values()].reduce((sum, n) => sum + n, 0);
      due.push({ userId, count, codes: Object.fromEntries(codes) });
    }
    return due;
  }
}
