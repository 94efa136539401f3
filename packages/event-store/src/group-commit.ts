import { faultOf, isConnectionLoss, type TransactionSql } from '@scholia/db';
import type { StoredEvent } from '@scholia/domain';
import type { Committed, EventStore, EventStoreOptions } from './event-store.ts';
import type { KnownHeads } from './known-heads.ts';
import type { Append } from './prepare.ts';
import { type EventTransaction, PostgresTransaction, WrongGuess } from './transaction.ts';

/** What `work` may do inside `transactOn`: its stream is held already. */
export interface StreamTransaction {
  /** For other rows that commit together. */
  readonly sql: TransactionSql;
  /** Of the stream; 0 when it has no event yet. */
  readonly version: bigint;
  append(append: Omit<Append, 'streamId'>): void;
  /** Runs after the events have their positions, still inside the transaction. */
  afterPositions(callback: (events: readonly StoredEvent[]) => Promise<void>): void;
}

export type StreamWork<T> = (tx: StreamTransaction) => Promise<T>;

interface Call {
  readonly streamId: string;
  readonly work: StreamWork<unknown>;
  /** Asks the database nothing. */
  readonly onlyAppends: boolean;
  resolve(committed: Committed<unknown>): void;
  reject(error: unknown): void;
}

/** What came of a call's work, before anything is written. */
type Outcome =
  | { readonly type: 'done'; readonly call: Call; readonly result: unknown; keep(): void }
  /** It threw, and had asked the database nothing: there is nothing to undo. */
  | { readonly type: 'refused'; readonly call: Call; readonly error: unknown }
  /** It threw, and has to be undone, or it is one that another one's failed statement took along. */
  | { readonly type: 'spoilt'; readonly call: Call }
  /** Somebody else holds its stream. */
  | { readonly type: 'waits'; readonly call: Call };

/** How many calls share a commit at most: so long the head is held, and so many have to try again when one fails. */
const LIMIT = 50;

/**
 * Lets callers share a transaction, and so the log's head and the wait for the disk. While one group commits, the next
 * gathers: alone, a caller waits for nobody; the more there are, the larger the groups.
 *
 * The calls of a group are of different streams, so none builds on what another has not written yet, and they work at the
 * same time: their statements travel together. Nobody waits or fails with another. A call whose stream somebody else
 * holds gets a transaction of its own, and so does one that fails, while the others try again without it; when what they
 * share fails (a read model, a callback, a deadlock), so do all.
 */
export class GroupCommit {
  readonly #store: EventStore;
  readonly #options: EventStoreOptions;
  readonly #heads: KnownHeads;
  /** Streams of calls that went alone: what comes after them on the stream waits. */
  readonly #alone = new Set<string>();
  #waiting: Call[] = [];
  #isAtWork = false;

  constructor(store: EventStore, options: EventStoreOptions, heads: KnownHeads) {
    this.#store = store;
    this.#options = options;
    this.#heads = heads;
  }

  transact<T>(streamId: string, work: StreamWork<T>): Promise<Committed<T>> {
    return this.#call({ streamId, work, onlyAppends: false });
  }

  append(streamId: string, append: Omit<Append, 'streamId'>): Promise<Committed<void>> {
    return this.#call({ streamId, work: async (tx) => tx.append(append), onlyAppends: true });
  }

  #call<T>(call: Pick<Call, 'streamId' | 'work' | 'onlyAppends'>): Promise<Committed<T>> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ ...call, resolve: resolve as Call['resolve'], reject });
      void this.#commitGroups();
    });
  }

  async #commitGroups(): Promise<void> {
    if (this.#isAtWork) return;
    this.#isAtWork = true;
    for (let group = await this.#gather(); group.length > 0; group = await this.#gather()) await this.#commit(group);
    this.#isAtWork = false;
  }

  /** Yields once, so that all that is asked for in this tick shares one commit, also by those who were just answered. */
  async #gather(): Promise<Call[]> {
    await new Promise((resolve) => setImmediate(resolve));
    return this.#take();
  }

  /** The next group, in order of arrival: one call of a stream. */
  #take(): Call[] {
    const streamIds = new Set(this.#alone);
    const group: Call[] = [];
    const later: Call[] = [];
    for (const call of this.#waiting) {
      const isNow = group.length < LIMIT && !streamIds.has(call.streamId);
      streamIds.add(call.streamId);
      (isNow ? group : later).push(call);
    }
    this.#waiting = later;
    return group;
  }

  async #commit(group: readonly Call[]): Promise<void> {
    const streamIds = group.map(({ streamId }) => streamId);
    // Whoever asks the database has to hold the stream first.
    const ofStreams = group.every(({ onlyAppends }) => onlyAppends) ? this.#heads.guess(streamIds) : undefined;
    const guess = ofStreams ?? this.#heads.guess([]);
    let outcomes: readonly Outcome[] = [];
    try {
      const { events, before, heads } = await this.#store.sql.begin(async (sql, underWay) => {
        const transaction = new PostgresTransaction(sql, this.#options, guess);
        const isHeld = await transaction.lockFree(streamIds);
        outcomes = await Promise.all(
          group.map((call) =>
            isHeld(call.streamId) ? attempt(transaction, call) : ({ type: 'waits', call } as const),
          ),
        );
        if (ofStreams && outcomes.some(({ type }) => type !== 'done')) throw new WrongGuess();
        if (isSpoilt(outcomes)) throw new Error('rolled back: some call of the group failed');
        for (const outcome of outcomes) if (outcome.type === 'done') outcome.keep();
        return await transaction.write(underWay);
      });
      this.#heads.moved(before, heads);
      const shares = events.values();
      for (const outcome of outcomes) {
        if (outcome.type === 'done')
          outcome.call.resolve({ result: outcome.result, events: shares.next().value ?? [], head: heads.position });
        else this.#leave(outcome);
      }
    } catch (error) {
      if (isConnectionLoss(error)) {
        // Whether it was committed is unknown: trying again might write twice.
        for (const call of group) call.reject(faultOf(error));
      } else if (error instanceof WrongGuess) {
        this.#heads.forget(streamIds);
        this.#waiting = [...group, ...this.#waiting];
      } else if (isSpoilt(outcomes)) {
        for (const outcome of outcomes) if (outcome.type !== 'done') this.#leave(outcome);
        const again = outcomes.filter(({ type }) => type === 'done').map(({ call }) => call);
        this.#waiting = [...again, ...this.#waiting];
      } else for (const call of group) this.#commitAlone(call);
    }
  }

  #leave(outcome: Exclude<Outcome, { type: 'done' }>): void {
    if (outcome.type === 'refused') outcome.call.reject(faultOf(outcome.error));
    else this.#commitAlone(outcome.call);
  }

  #commitAlone(call: Call): void {
    this.#alone.add(call.streamId);
    this.#store
      .transact((tx) => onStream(tx, call))
      .then(call.resolve, call.reject)
      .finally(() => {
        this.#alone.delete(call.streamId);
        void this.#commitGroups();
      });
  }
}

const isSpoilt = (outcomes: readonly Outcome[]) => outcomes.some(({ type }) => type === 'spoilt');

async function attempt(transaction: PostgresTransaction, call: Call): Promise<Outcome> {
  let hasAsked = false;
  try {
    const { result, keep } = await transaction.run((tx) => onStream(tx, call, () => (hasAsked = true)));
    return { type: 'done', call, result, keep };
  } catch (error) {
    return hasAsked ? { type: 'spoilt', call } : { type: 'refused', call, error };
  }
}

/** A call's share of a transaction. */
class OnStream implements StreamTransaction {
  readonly version: bigint;
  readonly #tx: EventTransaction;
  readonly #streamId: string;
  readonly #onAsked: (() => void) | undefined;

  constructor(tx: EventTransaction, streamId: string, version: bigint, onAsked?: () => void) {
    this.#tx = tx;
    this.#streamId = streamId;
    this.version = version;
    this.#onAsked = onAsked;
  }

  get sql() {
    this.#onAsked?.();
    return this.#tx.sql;
  }

  append(append: Omit<Append, 'streamId'>): void {
    this.#tx.append({ ...append, streamId: this.#streamId });
  }

  afterPositions(callback: (events: readonly StoredEvent[]) => Promise<void>): void {
    this.#tx.afterPositions(callback);
  }
}

async function onStream(tx: EventTransaction, { streamId, work }: Call, onAsked?: () => void): Promise<unknown> {
  const { version } = await tx.lockStream(streamId);
  return await work(new OnStream(tx, streamId, version, onAsked));
}
