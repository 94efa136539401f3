import { faultOf, isConnectionLoss, isRetryable, type TransactionSql } from '@scholia/db';
import type { StoredEvent } from '@scholia/domain';
import type { Committed, EventStore, EventStoreOptions } from './event-store.ts';
import type { Append } from './prepare.ts';
import { type EventTransaction, PostgresTransaction } from './transaction.ts';

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
  resolve(committed: Committed<unknown>): void;
  reject(error: unknown): void;
}

/** What became of a call within its group. A call that goes 'alone' gets a transaction of its own. */
type Outcome =
  | { readonly call: Call; readonly type: 'committed'; readonly value: Committed<unknown> }
  | { readonly call: Call; readonly type: 'refused'; readonly error: unknown }
  | { readonly call: Call; readonly type: 'alone' };

/** Postgres keeps 64 subtransactions of a transaction at hand (PGPROC_MAX_CACHED_SUBXIDS); more make every reader slower. */
const LIMIT = 50;

/**
 * Lets callers share a transaction, and so the log's head and the wait for the disk. While one group commits, the next
 * gathers: alone, a caller waits for nobody; the more there are, the larger the groups.
 *
 * The calls of a group are of different streams, so none builds on what another has not written yet. Each runs under a
 * savepoint: one that throws undoes only itself. Nobody waits or fails with another: a call whose stream somebody else holds
 * goes alone, and so do all when what they share fails (a read model, a callback, a deadlock).
 */
export class GroupCommit {
  readonly #store: EventStore;
  readonly #options: EventStoreOptions;
  /** Streams of calls that went alone: what comes after them on the stream waits. */
  readonly #alone = new Set<string>();
  #waiting: Call[] = [];
  #isAtWork = false;

  constructor(store: EventStore, options: EventStoreOptions) {
    this.#store = store;
    this.#options = options;
  }

  transact<T>(streamId: string, work: StreamWork<T>): Promise<Committed<T>> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ streamId, work, resolve: resolve as Call['resolve'], reject });
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
    try {
      for (const outcome of await this.#commitTogether(group)) {
        if (outcome.type === 'committed') outcome.call.resolve(outcome.value);
        else if (outcome.type === 'refused') outcome.call.reject(faultOf(outcome.error));
        else this.#commitAlone(outcome.call);
      }
    } catch (error) {
      // Whether it was committed is unknown when the connection broke: trying again might write twice.
      for (const call of group) {
        if (isConnectionLoss(error)) call.reject(faultOf(error));
        else this.#commitAlone(call);
      }
    }
  }

  async #commitTogether(group: readonly Call[]): Promise<Outcome[]> {
    const results = new Map<Call, unknown>();
    const outcomes: Outcome[] = [];
    const { events, head } = await this.#store.sql.begin(async (sql) => {
      const transaction = new PostgresTransaction(sql, this.#options);
      const isHeld = await transaction.lockFree(group.map(({ streamId }) => streamId));
      for (const call of group) {
        if (!isHeld(call.streamId)) {
          outcomes.push({ call, type: 'alone' });
          continue;
        }
        const savepoint = new Savepoint(sql);
        try {
          const { result, keep } = await transaction.run((tx) => onStream(tx, call, () => savepoint.set()));
          await savepoint.release();
          keep();
          results.set(call, result);
        } catch (error) {
          await savepoint.undo();
          outcomes.push(isRetryable(error) ? { call, type: 'alone' } : { call, type: 'refused', error });
        }
      }
      return await transaction.write();
    });
    for (const [n, [call, result]] of [...results].entries())
      outcomes.push({ call, type: 'committed', value: { result, events: events[n], head } });
    return outcomes;
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

/** Set by the first statement of a call: who only appends has nothing to undo in the database, and asks it nothing. */
class Savepoint {
  readonly #sql: TransactionSql;
  #isSet = false;

  constructor(sql: TransactionSql) {
    this.#sql = sql;
  }

  /** Without waiting: the connection runs statements in order, and those behind it fail if this does. */
  set(): void {
    if (!this.#isSet) this.#sql.unsafe('savepoint call').catch(() => undefined);
    this.#isSet = true;
  }

  /** Throws when a statement has failed since, even if nobody else said so. */
  async release(): Promise<void> {
    if (this.#isSet) await this.#sql.unsafe('release savepoint call');
  }

  async undo(): Promise<void> {
    if (this.#isSet) await this.#sql.unsafe('rollback to savepoint call; release savepoint call');
  }
}

async function onStream(tx: EventTransaction, { streamId, work }: Call, onStatement?: () => void): Promise<unknown> {
  const { version } = await tx.lockStream(streamId);
  return await work({
    get sql() {
      onStatement?.();
      return tx.sql;
    },
    version,
    append: (append) => tx.append({ ...append, streamId }),
    afterPositions: (callback) => tx.afterPositions(callback),
  });
}
