import type { EventType, StoredEvent } from '@scholia/domain';
import type { Bell } from './bell.ts';
import type { EventStore } from './event-store.ts';
import { readEvents } from './read-events.ts';
import type { EventTransaction } from './transaction.ts';

export interface ConsumeOptions {
  readonly types?: readonly EventType[] | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Events at most in one transaction. (Default: 100) */
  readonly batch?: number | undefined;
  /** Where a consumer that is new begins. (Default: 'start') */
  readonly from?: 'start' | 'now' | undefined;
  /** Told of each failed attempt. (Default: nobody) */
  readonly onError?: ((error: unknown) => void) | undefined;
}

export type Handler = (tx: EventTransaction, events: readonly StoredEvent[]) => Promise<void>;

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 15_000;
/** Events of other types are skipped over again, rather than writing a checkpoint for each, until there are this many. */
const SKIP = 1000n;

export async function runConsumer(
  store: EventStore,
  ear: ReturnType<Bell['attach']>,
  name: string,
  options: ConsumeOptions,
  handler: Handler,
): Promise<void> {
  let pauseMs = FIRST_PAUSE_MS;
  while (!options.signal?.aborted) {
    try {
      if (pauseMs === FIRST_PAUSE_MS) await ear.wait(options.signal);
      let outcome: Outcome = 'more';
      while (outcome === 'more' && !options.signal?.aborted)
        outcome = await consumeBatch(store, name, options, handler);
      pauseMs = FIRST_PAUSE_MS;
    } catch (error) {
      options.onError?.(error);
      await pause(pauseMs, options.signal);
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
    }
  }
}

type Outcome = 'more' | 'idle';

/** One transaction: checkpoint, batch, handler, checkpoint. */
async function consumeBatch(
  store: EventStore,
  name: string,
  { types, batch = 100, from = 'start' }: ConsumeOptions,
  handler: Handler,
): Promise<Outcome> {
  const { logId } = store;
  const { result } = await store.transact<Outcome>(async (tx) => {
    const head = await store.head(tx.sql);
    await tx.sql`
      insert into subscriptions (log_id, name, position) values (${logId}, ${name}, ${from === 'now' ? head : 0n})
      on conflict do nothing`;
    // Another process that is at it has the row; it will do the work, and the bell rings for us too.
    const [checkpoint] = await tx.sql<{ position: bigint }[]>`
      select position from subscriptions where log_id = ${logId} and name = ${name} for update skip locked`;
    if (!checkpoint || checkpoint.position >= head) return 'idle';
    const events = await readEvents(tx.sql, logId, { after: checkpoint.position, upTo: head, limit: batch, types });
    if (events.length > 0) await handler(tx, events);
    else if (head - checkpoint.position < SKIP) return 'idle';
    const isFull = events.length === batch;
    const reached = isFull ? events[events.length - 1].position : head;
    await tx.sql`
      update subscriptions set position = ${reached}, updated_at = now() where log_id = ${logId} and name = ${name}`;
    return isFull ? 'more' : 'idle';
  });
  return result;
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
