import { must, utf8ToBytes } from '@scholia/core';
import { codeOf, type TransactionSql } from '@scholia/db';
import type { StoredEvent } from '@scholia/domain';
import { canonicalEvent, hashEvent, parseEvent } from '@scholia/ledger';
import { nodeSha256 } from '@scholia/ledger/node';
import type { EventStoreOptions } from './event-store.ts';
import { insertEvents } from './insert-events.ts';
import { type Append, checkExpected, type Prepared, prepare } from './prepare.ts';

/** What `work` may do inside `transact`. */
export interface EventTransaction {
  /** The same transaction, for other rows that commit together. */
  readonly sql: TransactionSql;
  /** Adds events; they are written, and get their positions, when `work` has returned. Checks payloads at once. */
  append(append: Append): void;
  /** Waits for the stream and holds it until the commit. Version 0 when it has no event yet. */
  lockStream(streamId: string): Promise<{ readonly version: bigint }>;
  /** Runs after the events have their positions, still inside the transaction. */
  afterPositions(callback: (events: readonly StoredEvent[]) => Promise<void>): void;
}

export interface InlineProjection {
  readonly name: string;
  apply(sql: TransactionSql, events: readonly StoredEvent[]): Promise<void>;
}

interface StreamHead {
  version: bigint;
  hash: string;
}

export const CHANNEL = 'scholia_events';

type Placed = readonly StoredEvent[];

/** What one caller does in a transaction, collected until it is written. */
class Part implements EventTransaction {
  readonly sql: TransactionSql;
  readonly appends: { readonly append: Append; readonly prepared: readonly Prepared[] }[] = [];
  readonly #transaction: PostgresTransaction;
  readonly #callbacks: ((events: Placed) => Promise<void>)[] = [];

  constructor(sql: TransactionSql, transaction: PostgresTransaction) {
    this.sql = sql;
    this.#transaction = transaction;
  }

  append(append: Append): void {
    this.appends.push({ append, prepared: this.#transaction.prepare(append) });
  }

  async lockStream(streamId: string) {
    await this.#transaction.lock([streamId]);
    return { version: this.#transaction.versionOf(streamId) };
  }

  afterPositions(callback: (events: Placed) => Promise<void>): void {
    this.#callbacks.push(callback);
  }

  get prepared(): Prepared[] {
    return this.appends.flatMap((one) => one.prepared);
  }

  async tellPositions(events: Placed): Promise<void> {
    if (events.length > 0) for (const callback of this.#callbacks) await callback(events);
  }
}

/** One attempt at one transaction of one caller or many: written in the order that keeps locks short. */
export class PostgresTransaction {
  readonly #sql: TransactionSql;
  readonly #options: EventStoreOptions;
  readonly #parts: Part[] = [];
  readonly #heads = new Map<string, StreamHead>();

  constructor(sql: TransactionSql, options: EventStoreOptions) {
    this.#sql = sql;
    this.#options = options;
  }

  /** Runs `work`; what it appends is written once it is kept. Throws what `work` throws, and 'conflict'. */
  async run<T>(work: (tx: EventTransaction) => Promise<T>): Promise<{ readonly result: T; keep(): void }> {
    const part = new Part(this.#sql, this);
    const result = await work(part);
    await this.lock(part.appends.map(({ append }) => append.streamId));
    const versions = new Map<string, bigint>();
    for (const { append, prepared } of part.appends) {
      const version = versions.get(append.streamId) ?? this.versionOf(append.streamId);
      checkExpected(append, version);
      versions.set(append.streamId, version + BigInt(prepared.length));
    }
    return { result, keep: () => void this.#parts.push(part) };
  }

  prepare(append: Append): Prepared[] {
    const { logId, clock, random } = this.#options;
    return prepare(append, logId, clock, random);
  }

  /** Of a stream that is locked. */
  versionOf(streamId: string): bigint {
    return must(this.#heads.get(streamId), 'it was locked').version;
  }

  /** Streams in order of name, so that two appends never wait for each other in a circle. */
  async lock(streamIds: readonly string[]): Promise<void> {
    const wanted = [...new Set(streamIds)].filter((id) => !this.#heads.has(id)).sort();
    if (wanted.length === 0) return;
    if ((await this.#select(wanted, this.#sql``)) === wanted.length) return;
    await this.#sql`
      insert into streams (log_id, stream_id) select ${this.#options.logId}, unnest(${wanted}::text[])
      on conflict do nothing`;
    await this.#select(wanted, this.#sql``);
  }

  /** Locks those streams that exist and that nobody else holds; returns whether a stream is one of them. */
  async lockFree(streamIds: readonly string[]): Promise<(streamId: string) => boolean> {
    await this.#select([...streamIds].sort(), this.#sql`skip locked`);
    return (streamId) => this.#heads.has(streamId);
  }

  async #select(streamIds: readonly string[], wait: ReturnType<TransactionSql>): Promise<number> {
    const rows = await this.#sql<{ stream_id: string; version: bigint; hash: string }[]>`
      select stream_id, version, encode(hash, 'hex') as hash from streams
      where log_id = ${this.#options.logId} and stream_id = any(${[...streamIds]}::text[])
      order by stream_id for update ${wait}`;
    for (const row of rows) this.#heads.set(row.stream_id, { version: row.version, hash: row.hash });
    return rows.length;
  }

  /**
   * Writes everything, and returns the events of all that was kept, in turn. The head of the log is locked here, as the last
   * lock that this transaction takes.
   */
  async write(): Promise<{ events: StoredEvent[][]; head: bigint }> {
    const prepared = this.#parts.flatMap((part) => part.prepared);
    if (prepared.length === 0) return { events: this.#parts.map(() => []), head: await this.#readHead() };

    const { logId, projections = [] } = this.#options;
    const [{ position: head }] = await this.#sql<{ position: bigint }[]>`
      update log_heads set position = position + ${prepared.length} where log_id = ${logId}
      returning position, pg_notify(${CHANNEL}, log_id || ' ' || position)`;
    const events = this.#place(prepared, head - BigInt(prepared.length));
    const touched = [...new Set(events.map((event) => event.streamId))];
    // Sent together: the connection runs them in order without waiting for each answer.
    await allOrCause([
      insertEvents(this.#sql, events),
      this.#moveStreams(touched),
      ...projections.map((projection) => projection.apply(this.#sql, events)),
    ]);
    const rest = [...events];
    const shares = this.#parts.map((part) => rest.splice(0, part.prepared.length));
    await allOrCause(this.#parts.map((part, n) => part.tellPositions(shares[n])));
    return { events: shares, head };
  }

  async #readHead(): Promise<bigint> {
    const [row] = await this.#sql<
      { position: bigint }[]
    >`select position from log_heads where log_id = ${this.#options.logId}`;
    return must(row, `the log ${this.#options.logId} exists`).position;
  }

  #place(prepared: readonly Prepared[], before: bigint): StoredEvent[] {
    let position = before;
    return prepared.map((event) => {
      const head = must(this.#heads.get(event.stream), 'its stream was locked');
      position += 1n;
      const version = head.version + 1n;
      // Not spread, which would cost as much as the hash.
      const place = { position: String(position), version: String(version), prev: head.hash };
      const text = canonicalEvent(Object.assign(place, event));
      const canonical = utf8ToBytes(text);
      const hash = hashEvent(canonical, nodeSha256);
      this.#heads.set(event.stream, { version, hash });
      return parseEvent(text, canonical, hash);
    });
  }

  #moveStreams(streamIds: readonly string[]) {
    const heads = streamIds.map((id) => must(this.#heads.get(id), 'it was locked'));
    return this.#sql`
      update streams set version = t.version, hash = decode(t.hash, 'hex')
      from unnest(${streamIds as string[]}::text[], ${heads.map((head) => String(head.version))}::bigint[],
                  ${heads.map((head) => head.hash)}::text[]) as t (stream_id, version, hash)
      where streams.log_id = ${this.#options.logId} and streams.stream_id = t.stream_id`;
  }
}

/** Waits for all; throws the failure that made the others fail ("current transaction is aborted"), not the fastest. */
async function allOrCause(work: readonly PromiseLike<unknown>[]): Promise<void> {
  const failures = (await Promise.allSettled(work)).flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
  if (failures.length > 0) throw failures.find((failure) => codeOf(failure) !== '25P02') ?? failures[0];
}
