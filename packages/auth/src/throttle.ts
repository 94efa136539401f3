import type { Clock } from '@scholia/core';

const WINDOW_MS = 15 * 60_000;
const FAILURES = 10;
const MEMORY = 10_000;

/** Slows down guessing: after ten failures for one account within a quarter of an hour, that account has to wait. */
export class SignInThrottle {
  readonly #failures = new Map<string, { count: number; until: number }>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Milliseconds to wait before the next attempt, 0 when none. `account` is a hash: no address is kept. */
  waitMs(account: string): number {
    const known = this.#failures.get(account);
    if (!known || known.until <= this.#clock()) return 0;
    return known.count >= FAILURES ? known.until - this.#clock() : 0;
  }

  failed(account: string): void {
    const now = this.#clock();
    const known = this.#failures.get(account);
    const count = known && known.until > now ? known.count + 1 : 1;
    this.#failures.delete(account);
    this.#failures.set(account, { count, until: now + WINDOW_MS });
    // Insertion order is age: the oldest goes first when strangers fill the table.
    for (const oldest of this.#failures.keys()) {
      if (this.#failures.size <= MEMORY) break;
      this.#failures.delete(oldest);
    }
  }

  succeeded(account: string): void {
    this.#failures.delete(account);
  }
}
