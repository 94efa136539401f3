/**
 * What is wrong with the page's surroundings right now, found out from the answers that requests get.
 * A tiny store, so that code outside React (tRPC links, the event stream) can tell and any banner can listen.
 */
export interface Conditions {
  readonly session: 'valid' | 'expired';
  readonly database: 'up' | 'away';
  readonly server: 'up' | 'unreachable';
}

const FINE: Conditions = { session: 'valid', database: 'up', server: 'up' };

export class ConditionStore {
  #now: Conditions = FINE;
  readonly #listeners = new Set<() => void>();

  readonly get = (): Conditions => this.#now;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  set(change: Partial<Conditions>): void {
    const next = { ...this.#now, ...change };
    const keys = Object.keys(FINE) as (keyof Conditions)[];
    if (keys.every((key) => next[key] === this.#now[key])) return;
    this.#now = next;
    for (const listener of [...this.#listeners]) listener();
  }

  /** Something was answered: the server and its database are there, and whoever asked is signed in. */
  answered(): void {
    this.set({ database: 'up', server: 'up', session: 'valid' });
  }

  /** What a failed request says about the surroundings. An ordinary refusal says that all is well. */
  failed(code: string | undefined): void {
    switch (code) {
      case 'not-signed-in':
        this.set({ session: 'expired', database: 'up', server: 'up' });
        return;
      case 'database-unavailable':
        this.set({ database: 'away', server: 'up' });
        return;
      case undefined:
        this.set({ server: 'unreachable' });
        return;
      default:
        this.set({ database: 'up', server: 'up' });
    }
  }
}
