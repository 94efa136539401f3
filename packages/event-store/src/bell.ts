import { type Listener, listenTo, type Sql } from '@scholia/db';

/** Where Postgres tells that a log has moved. */
export const CHANNEL = 'scholia_events';

/** How long a waiter sleeps at most: a lost notification then only delays it. */
const POLL_MS = 5_000;

/** One LISTEN connection for all subscriptions of this process, opened with the first and closed with the last. */
export class Bell {
  readonly #sql: Sql;
  readonly #waiting = new Set<() => void>();
  #listener: Listener | undefined;
  #users = 0;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** Opens an ear. `rung` is set by each notification since the last `wait`, so none is missed in between. */
  attach(): { wait(signal: AbortSignal | undefined, timeoutMs?: number): Promise<void>; detach(): Promise<void> } {
    let rung = true;
    let wakeUp: (() => void) | undefined;
    const onRing = () => {
      rung = true;
      wakeUp?.();
    };
    this.#waiting.add(onRing);
    this.#users += 1;
    this.#listener ??= listenTo(this.#sql, CHANNEL, () => {
      for (const ring of this.#waiting) ring();
    });
    return {
      wait: async (signal, timeoutMs = POLL_MS) => {
        if (!rung && !signal?.aborted) {
          await new Promise<void>((resolve) => {
            const timer = setTimeout(() => done(), timeoutMs);
            const done = () => {
              clearTimeout(timer);
              signal?.removeEventListener('abort', done);
              resolve();
            };
            wakeUp = done;
            signal?.addEventListener('abort', done);
          });
          wakeUp = undefined;
        }
        rung = false;
      },
      detach: async () => {
        if (!this.#waiting.delete(onRing)) return;
        this.#users -= 1;
        if (this.#users === 0) await this.close();
      },
    };
  }

  async close(): Promise<void> {
    const listener = this.#listener;
    this.#listener = undefined;
    await listener?.stop();
  }
}
