import { must, utf8ToBytes } from '@scholia/core';
import { allOrCause, codeOf, type Statement, type TransactionSql, type UnderWay } from '@scholia/db';
import type { StoredEvent } from '@scholia/domain';
import { canonicalEvent, hashEvent, storedEvent } from '@scholia/ledger';
import { nodeSha256 } from '@scholia/ledger/node';
import { CHANNEL } from './bell.ts';
import type { EventStoreOptions } from './event-store.ts';
import { insertEvents } from './insert-events.ts';
import type { Heads, StreamHead } from './known-heads.ts';
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
  /** What folds these events into the read model: sent in this order, right behind the events. */
  statements(sql: TransactionSql, events: readonly StoredEvent[]): readonly Statement[];
}

/** Events of one statement at most. */
const CHUNK = 50;

/** The log or a stream has moved: the same work without a guess may succeed. */
export class WrongGuess extends Error {
  constructor() {
    super('the log is not where it was left');
  }
}

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

  get wantsPositions(): boolean {
    return this.#callbacks.length > 0;
  }

  async tellPositions(events: Placed): Promise<void> {
    if (events.length > 0) for (const callback of this.#callbacks) await callback(events);
  }
}

/** What a transaction has written, and where it has left the log. */
export interface Written {
  /** Of all that was kept, in turn. */
  readonly events: readonly StoredEvent[][];
  readonly before: bigint;
  readonly heads: Heads;
}

/**
 * One attempt at one transaction of one caller or many: written in the order that keeps locks short. With a `guess` it does not
 * ask where the log and these streams stand, and fails with WrongGuess, at the latest at the commit, when they do not.
 */
export class PostgresTransaction {
  readonly #sql: TransactionSql;
  readonly #options: EventStoreOptions;
  readonly #guess: Heads | undefined;
  readonly #parts: Part[] = [];
  readonly #heads: Map<string, StreamHead>;

  constructor(sql: TransactionSql, options: EventStoreOptions, guess?: Heads) {
    this.#sql = sql;
    this.#options = options;
    this.#guess = guess;
    this.#heads = new Map(guess?.streams);
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
    const wanted = streamIds.filter((id) => !this.#heads.has(id)).sort();
    if (wanted.length > 0) await this.#select(wanted, this.#sql`skip locked`);
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
   * Writes everything. The head of the log is locked here, as the last lock that this transaction takes. What nobody needs
   * an answer of is left `underWay`.
   */
  async write(underWay: UnderWay): Promise<Written> {
    const prepared = this.#parts.flatMap((part) => part.prepared);
    const count = BigInt(prepared.length);
    if (count === 0n) {
      const position = await this.#readHead();
      return { events: this.#parts.map(() => []), before: position, heads: { position, streams: new Map() } };
    }
    const before = this.#guess?.position ?? (await this.#moveHead(count));
    const former = new Map(this.#heads);
    const events = this.#place(prepared, before);
    const position = before + count;
    const { projections = [] } = this.#options;
    const sent: PromiseLike<unknown>[] = [];
    const send = (statement: Statement) => {
      const answer = statement.execute();
      // Whoever waits for all of them is told; until then nobody may listen.
      answer.then(undefined, () => undefined);
      sent.push(answer);
    };
    send(this.#guess ? guessed(this.#moveGuessed(former, events, position)) : this.#moveStreams(events));
    for (let at = 0; at < events.length; at += CHUNK) {
      // So that what was made is sent: Postgres works on it while the next is made.
      if (at > 0) await nextTurn();
      send(insertEvents(this.#sql, events.slice(at, at + CHUNK)));
    }
    for (const projection of projections)
      for (const statement of projection.statements(this.#sql, events)) send(statement);

    const unshared = [...events];
    const shares = this.#parts.map((part) => unshared.splice(0, part.prepared.length));
    if (this.#parts.some((part) => part.wantsPositions)) {
      await allOrCause(sent);
      await allOrCause(this.#parts.map((part, n) => part.tellPositions(shares[n])));
    } else underWay(sent);
    return { events: shares, before, heads: { position, streams: this.#heads } };
  }

  async #moveHead(by: bigint): Promise<bigint> {
    const [{ position }] = await this.#sql<{ position: bigint }[]>`
      update log_heads set position = position + ${by} where log_id = ${this.#options.logId}
      returning position, pg_notify(${CHANNEL}, log_id || ' ' || position)`;
    return position - by;
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
      const envelope = Object.assign(place, event);
      const canonical = utf8ToBytes(canonicalEvent(envelope));
      const hash = hashEvent(canonical, nodeSha256);
      this.#heads.set(event.stream, { version, hash });
      return storedEvent(envelope, canonical, hash);
    });
  }

  #moveStreams(events: readonly StoredEvent[]) {
    const to = this.#moved(events);
    return this.#sql`
      update streams set version = t.version, hash = decode(t.hash, 'hex')
      from unnest(${to.ids}::text[], ${to.versions}::bigint[], ${to.hashes}::text[]) as t (stream_id, version, hash)
      where streams.log_id = ${this.#options.logId} and streams.stream_id = t.stream_id`;
  }

  /**
   * Moves the streams and the log from where they are believed to stand, and fails when they do not, or when somebody else
   * holds a stream.
   */
  #moveGuessed(former: ReadonlyMap<string, StreamHead>, events: readonly StoredEvent[], position: bigint) {
    const { logId } = this.#options;
    const to = this.#moved(events);
    const from = columnsOf(to.ids.map((id) => must(former.get(id), 'it was locked or guessed')));
    return this.#sql`
      with moves as materialized (
        select * from unnest(${to.ids}::text[], ${from.versions}::bigint[], ${from.hashes}::text[],
          ${to.versions}::bigint[], ${to.hashes}::text[]) as t (stream_id, version, hash, new_version, new_hash)
      ), held as materialized (
        select from streams join moves using (stream_id, version)
        where log_id = ${logId} and streams.hash = decode(moves.hash, 'hex')
        order by stream_id for update of streams skip locked
      ), head as (
        update log_heads set position = ${position}
        where log_id = ${logId} and position = ${position - BigInt(events.length)}
          and (select count(*) from held) = ${to.ids.length}
        returning log_id, pg_notify(${CHANNEL}, log_id || ' ' || position)
      ), moved as (
        update streams set version = new_version, hash = decode(new_hash, 'hex') from moves, head
        where streams.log_id = head.log_id and streams.stream_id = moves.stream_id
      )
      select 1 / count(*) from head`;
  }

  #moved(events: readonly StoredEvent[]) {
    const ids = [...new Set(events.map((event) => event.streamId))];
    return { ids, ...columnsOf(ids.map((id) => must(this.#heads.get(id), 'it was locked or guessed'))) };
  }
}

const columnsOf = (heads: readonly StreamHead[]) => ({
  versions: heads.map(({ version }) => String(version)),
  hashes: heads.map(({ hash }) => hash),
});

const guessed = (statement: Statement): Statement => ({
  async execute() {
    try {
      await statement.execute();
    } catch (error) {
      throw codeOf(error) === '22012' ? new WrongGuess() : error; // division by zero
    }
  },
});

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));
