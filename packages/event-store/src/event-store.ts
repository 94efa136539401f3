import { type Clock, isAppError, must, type Random } from '@scholia/core';
import { faultOf, isRetryable, type Queryable, type Sql } from '@scholia/db';
import type { StoredEvent } from '@scholia/domain';
import { Bell } from './bell.ts';
import { type ConsumeOptions, type Handler, runConsumer } from './consume.ts';
import { GroupCommit, type StreamWork } from './group-commit.ts';
import { KnownHeads } from './known-heads.ts';
import type { Append } from './prepare.ts';
import { type EventFilter, type ReadOptions, readEvents } from './read-events.ts';
import { type EventTransaction, type InlineProjection, PostgresTransaction, WrongGuess } from './transaction.ts';

export interface EventStoreOptions {
  readonly logId: string;
  readonly clock: Clock;
  readonly random: Random;
  /** Read models that are folded in the transaction of the append. */
  readonly projections?: readonly InlineProjection[] | undefined;
}

export interface Committed<T> {
  readonly result: T;
  readonly events: readonly StoredEvent[];
  /** Position of the log after this commit; of the last commit seen when nothing was appended. */
  readonly head: bigint;
}

export interface SubscribeOptions {
  /** Events beyond this position. */
  readonly after: bigint;
  readonly filter?: EventFilter | undefined;
  /** Ends the iteration. */
  readonly signal?: AbortSignal | undefined;
}

const ATTEMPTS = 6;
const PAGE = 500;

/** The log of one organisation in Postgres. */
export class EventStore {
  readonly sql: Sql;
  readonly logId: string;
  readonly #options: EventStoreOptions;
  readonly #heads = new KnownHeads();
  readonly #groups: GroupCommit;
  readonly #bell: Bell;

  constructor(sql: Sql, options: EventStoreOptions) {
    this.sql = sql;
    this.logId = options.logId;
    this.#options = options;
    this.#groups = new GroupCommit(this, options, this.#heads);
    this.#bell = new Bell(sql);
  }

  /**
   * Runs `work` in one transaction (read committed). Its events, other rows and read models commit together or not at
   * all. `work` may run again (after a deadlock, or when the log was not where it was guessed), so it must not act on anything outside. What it throws rolls back.
   * Errors: 'conflict' (expected version), 'database-unavailable' (when the connection broke during the commit itself,
   * whether it happened is unknown: look before trying again), 'storage-full'.
   */
  async transact<T>(work: (tx: EventTransaction) => Promise<T>): Promise<Committed<T>> {
    for (let attempt = 1; ; attempt++) {
      const guess = this.#heads.guess([]);
      try {
        const { result, written } = await this.sql.begin(async (sql, underWay) => {
          const transaction = new PostgresTransaction(sql, this.#options, guess);
          const { result, keep } = await transaction.run(work);
          keep();
          return { result, written: await transaction.write(underWay) };
        });
        const { events, before, heads } = written;
        this.#heads.moved(before, heads);
        return { result, events: events[0], head: heads.position };
      } catch (error) {
        if (error instanceof WrongGuess) this.#heads.forget([]);
        else if (!isRetryable(error) || attempt === ATTEMPTS) throw faultOf(error);
      }
    }
  }

  /**
   * The same for work on one stream, which it holds from the start; its commit is shared with that of others who call at
   * the same time. Calls on one stream commit in the order in which they were made.
   */
  transactOn<T>(streamId: string, work: StreamWork<T>): Promise<Committed<T>> {
    return this.#groups.transact(streamId, work);
  }

  /** Appends to one stream and does nothing else, in a commit shared with others. Errors as those of `transact`. */
  async append({ streamId, ...append }: Append): Promise<Committed<void>> {
    return this.#groups.append(streamId, append);
  }

  async read(options: ReadOptions): Promise<StoredEvent[]> {
    return this.#guard(readEvents(this.sql, this.logId, options));
  }

  /** The same, inside somebody's transaction. */
  readIn(sql: Queryable, options: ReadOptions): Promise<StoredEvent[]> {
    return readEvents(sql, this.logId, options);
  }

  /** Position of the last event; 0 for an empty log. */
  async head(sql: Queryable = this.sql): Promise<bigint> {
    const [row] = await this.#guard(
      sql<{ position: bigint }[]>`select position from log_heads where log_id = ${this.logId}`,
    );
    return must(row, `the log ${this.logId} exists`).position;
  }

  /**
   * Events beyond `after` as they commit: each exactly once, in order, without gaps. Resumes by itself when Postgres
   * has been away. Ends only with `signal`, or when the caller leaves the loop.
   */
  async *subscribe({ after, filter, signal }: SubscribeOptions): AsyncGenerator<StoredEvent, void, undefined> {
    const ear = this.#bell.attach();
    try {
      let position = after;
      while (!signal?.aborted) {
        await ear.wait(signal);
        for (;;) {
          if (signal?.aborted) return;
          const page = await this.#readUnlessAway({ ...filter, after: position, limit: PAGE });
          for (const event of page) {
            if (signal?.aborted) return;
            position = event.position;
            yield event;
          }
          if (page.length < PAGE) break;
        }
      }
    } finally {
      await ear.detach();
    }
  }

  /**
   * Runs a durable consumer until `signal` ends it. `handler` gets events in batches; what it appends, enqueues or
   * writes through `tx` commits together with the checkpoint of `name`, so an event delivered twice counts once. Any
   * number of processes may run the same name: one works at a time. When `handler` throws, the batch is tried again,
   * with growing pauses.
   */
  async consume(name: string, options: ConsumeOptions, handler: Handler): Promise<void> {
    const ear = this.#bell.attach();
    try {
      await runConsumer(this, ear, name, options, handler);
    } finally {
      await ear.detach();
    }
  }

  /** Closes what the store itself opened; the pool stays with its owner. */
  async close(): Promise<void> {
    await this.#bell.close();
  }

  async #readUnlessAway(options: ReadOptions): Promise<StoredEvent[]> {
    try {
      return await this.read(options);
    } catch (error) {
      // The listener rings when the database is back; the bell's own time-out is the second way.
      if (isAppError(error) && error.code === 'database-unavailable') return [];
      throw error;
    }
  }

  async #guard<T>(work: PromiseLike<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      throw faultOf(error);
    }
  }
}
