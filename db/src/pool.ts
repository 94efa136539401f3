import postgres from 'postgres';
import { codeOf } from './faults.ts';

// Why not the pool of postgres.js (3.4.9) itself: when a connection dies it reuses the same object for a new one, so
//   - a transaction whose connection died goes on, statement by statement, OUTSIDE any transaction on the new one, and
//     its rollback may end the transaction of somebody else (begin() keeps no bond to the session that it began);
//   - a write to the dead socket throws outside every promise and ends the process (porsager/postgres#1154, #1208);
//   - a write that was pending at that moment blocks the connection object for good.
// So each client here has one connection, and is dropped with it. A transaction holds one of its own, and is over with it.

export interface PoolValues extends Record<string, unknown> {
  readonly bigint: bigint;
}

/** Whatever can run a query: a pool or a transaction. Tagged templates, as in postgres.js. */
export type Queryable = postgres.ISql<PoolValues>;
/** A query that waits for being sent. */
export interface Statement {
  execute(): PromiseLike<unknown>;
}
/** One transaction. Refuses queries once it, or its connection, is over. */
export type TransactionSql = Queryable;

/** Takes statements that were sent. */
export type UnderWay = (sent: readonly PromiseLike<unknown>[]) => void;

/** A pool of connections. bigint columns are JavaScript bigints, bytea columns Buffers, timestamptz columns Dates. */
export interface Sql extends Queryable {
  /**
   * Commits when `work` resolves, rolls back when it throws. Rejects when the connection dies, whatever `work` does.
   * The commit is sent behind what `work` leaves `underWay`, without waiting for it; when any of that fails, nothing is committed.
   */
  begin<T>(work: (tx: TransactionSql, underWay: UnderWay) => Promise<T>): Promise<T>;
  /** Ends all connections; running queries get `timeout` seconds. (Default: as long as they need) */
  end(options?: { readonly timeout?: number | undefined }): Promise<void>;
}

export interface PoolOptions {
  /** Transactions at once at most; half as many connections for single queries. (Default: 8) */
  readonly max?: number | undefined;
  /** Seen in pg_stat_activity. (Default: 'scholia') */
  readonly name?: string | undefined;
  /** Alters each client before its first query. */
  readonly adjust?: ((client: postgres.Sql) => void) | undefined;
}

interface Slot {
  readonly client: postgres.Sql;
  /** Rejects what waits for an answer of this connection. */
  readonly waiting: Set<(error: Error) => void>;
  isDead: boolean;
}

interface TransactionSlot extends Slot {
  readonly reserved: postgres.ReservedSql;
}

export function createPool(url: string, options: PoolOptions = {}): Sql {
  const max = options.max ?? 8;
  const singles: Slot[] = [];
  const idle: TransactionSlot[] = [];
  const waiting: (() => void)[] = [];
  const all = new Set<Slot>();
  let busy = 0;
  let turn = 0;
  let ended = false;

  function open(): Slot {
    const waiting = new Set<(error: Error) => void>();
    const client = postgres(url, {
      max: 1,
      connect_timeout: 10,
      idle_timeout: 0,
      max_lifetime: null,
      backoff: () => 0.1,
      onnotice: () => undefined,
      types: { bigint: postgres.BigInt },
      connection: { application_name: options.name ?? 'scholia' },
      onclose: () => {
        slot.isDead = true;
        all.delete(slot);
        for (const reject of waiting) reject(connectionClosed());
        // Lets queries that still wait here try once more on a new connection, then no longer.
        client.end({ timeout: 2 }).catch(() => undefined);
      },
    }) as unknown as postgres.Sql;
    options.adjust?.(client);
    const slot: Slot = { client, waiting, isDead: false };
    all.add(slot);
    return slot;
  }

  /** The connections take turns; a query goes out at once, behind those that are under way on the same connection. */
  function pick(): postgres.Sql {
    turn = (turn + 1) % Math.max(1, Math.ceil(max / 2));
    if (!singles[turn] || (singles[turn].isDead && !ended)) singles[turn] = open();
    const { client } = singles[turn];
    if (ended) client.end({ timeout: 0 }).catch(() => undefined);
    return client;
  }

  async function take(): Promise<TransactionSlot> {
    while (busy >= max) await new Promise<void>((resolve) => waiting.push(resolve));
    busy += 1;
    for (let slot = idle.pop(); slot; slot = idle.pop()) if (!slot.isDead) return slot;
    try {
      const slot = open();
      const reserved = await unlessClosed(slot, slot.client.reserve());
      // Object.assign would copy isDead: the slot that onclose marks must be the one in use.
      return Object.defineProperty(slot, 'reserved', { value: reserved }) as TransactionSlot;
    } catch (error) {
      give(undefined);
      throw error;
    }
  }

  function give(slot: TransactionSlot | undefined): void {
    busy -= 1;
    if (slot && !slot.isDead) idle.push(slot);
    waiting.shift()?.();
  }

  async function begin<T>(work: (tx: TransactionSql, underWay: UnderWay) => Promise<T>): Promise<T> {
    if (ended) throw connectionClosed();
    const slot = await take();
    const state = { isOver: false };
    const run = (statement: string) => unlessClosed(slot, slot.reserved.unsafe(statement));
    try {
      // Goes out together with the first statement: a session that answers at all can begin, and one that cannot is dead.
      const began = run('begin');
      began.catch(() => undefined);
      const sent: PromiseLike<unknown>[] = [began];
      const result = await unlessClosed(
        slot,
        work(guarded(slot, state), (more) => sent.push(...more)),
      );
      state.isOver = true;
      const committed = run('commit');
      await allOrCause([...sent, committed]);
      const { command } = await committed;
      // What Postgres answers when a failed query was caught and forgotten.
      if (command === 'ROLLBACK') throw new Error('bug: a query of this transaction failed, and nobody said so');
      return result;
    } catch (error) {
      state.isOver = true;
      if (!slot.isDead) await run('rollback').catch(() => undefined);
      throw error;
    } finally {
      give(slot);
    }
  }

  async function end({ timeout }: { readonly timeout?: number | undefined } = {}): Promise<void> {
    ended = true;
    for (const slot of idle) slot.reserved.release();
    await Promise.all([...all].map((slot) => slot.client.end(timeout === undefined ? undefined : { timeout })));
  }

  return Object.assign(forwarding(pick), { begin, end }) as unknown as Sql;
}

/** Waits for all; throws the failure that made the others fail ("current transaction is aborted"), not the fastest. */
export async function allOrCause(work: readonly PromiseLike<unknown>[]): Promise<void> {
  const failures = (await Promise.allSettled(work)).flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
  if (failures.length > 0) throw failures.find((failure) => codeOf(failure) !== '25P02') ?? failures[0];
}

/**
 * What `work` comes to, or that the connection is closed, whichever is first. Not Promise.race with a promise of the
 * connection: that would keep every result for as long as the connection lives.
 */
function unlessClosed<T>(slot: Slot, work: PromiseLike<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    if (slot.isDead) reject(connectionClosed());
    slot.waiting.add(reject);
    const settled =
      <V>(settle: (value: V) => void) =>
      (value: V) => {
        slot.waiting.delete(reject);
        settle(value);
      };
    work.then(settled(resolve), settled(reject));
  });
}

function guarded(slot: TransactionSlot, state: { readonly isOver: boolean }): TransactionSql {
  return forwarding(() => {
    if (slot.isDead) throw connectionClosed();
    if (state.isOver) throw new Error('bug: a query after the end of its transaction');
    return slot.reserved as unknown as postgres.Sql;
  }) as unknown as TransactionSql;
}

/** The callable face of a client, whichever `target` names at the moment of the call. */
function forwarding(target: () => postgres.Sql) {
  const call = (...args: Parameters<postgres.Sql>) => target()(...args);
  return Object.assign(call, {
    unsafe: (...args: Parameters<postgres.Sql['unsafe']>) => target().unsafe(...args),
    array: (...args: Parameters<postgres.Sql['array']>) => target().array(...args),
    json: (value: postgres.JSONValue) => target().json(value),
    typed: (value: unknown, oid: number) => target().typed(value, oid),
    /** Drizzle writes its own parsers here; see `adjust`. */
    options: { parsers: {}, serializers: {} },
  });
}

function connectionClosed(): Error {
  return Object.assign(new Error('the connection to the database is closed'), { code: 'CONNECTION_CLOSED' });
}
