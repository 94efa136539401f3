import { drizzle as drizzleOver, type PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import * as schema from './schema.ts';

interface Types extends Record<string, postgres.PostgresType> {
  readonly bigint: postgres.PostgresType<bigint>;
}
interface Values extends Record<string, unknown> {
  readonly bigint: bigint;
}

/** A pool of connections. bigint columns are JavaScript bigints, bytea columns Buffers, timestamptz columns Dates. */
export type Sql = postgres.Sql<Values>;
/** One transaction. */
export type TransactionSql = postgres.TransactionSql<Values>;
/** Whatever can run a query: a pool or a transaction. */
export type Queryable = postgres.ISql<Values>;
export type Database = PostgresJsDatabase<typeof schema>;

export interface ConnectOptions {
  /** Connections at most. (Default: 10) */
  readonly max?: number | undefined;
  /** Seen in pg_stat_activity. (Default: 'scholia') */
  readonly name?: string | undefined;
}

const urls = new WeakMap<Sql, { url: string; options: ConnectOptions; companions: postgres.Sql[] }>();

/** A lazy pool: nothing is opened before the first query. End it with `sql.end()`. */
export function connect(url: string, options: ConnectOptions = {}): Sql {
  const sql = postgres<Types>(url, {
    max: options.max ?? 10,
    connect_timeout: 10,
    // Seconds. The client's own waits up to 20 s, long after a restarted Postgres is back.
    backoff: (attempt) => Math.min(0.05 * 2 ** attempt, 1),
    onnotice: () => undefined,
    types: { bigint: postgres.BigInt },
    connection: { application_name: options.name ?? 'scholia' },
  }) as unknown as Sql;
  const companions: postgres.Sql[] = [];
  urls.set(sql, { url, options, companions });
  const end = sql.end.bind(sql);
  sql.end = async (how) => {
    await Promise.all([end(how), ...companions.map((companion) => companion.end(how))]);
  };
  return sql;
}

/** The URL that a pool was made with, for clients that open their own connections (graphile-worker). */
export function urlOf(sql: Sql): string {
  const made = urls.get(sql);
  if (!made) throw new Error('bug: this pool was not made by connect()');
  return made.url;
}

/**
 * Drizzle on the same database. It gets connections of its own, because it replaces the parsers of the client it is
 * given (dates become strings, JSON parameters are sent as they are). They end together with `sql`.
 */
export function drizzle(sql: Sql): Database {
  const made = urls.get(sql);
  if (!made) throw new Error('bug: this pool was not made by connect()');
  const companion = postgres(made.url, {
    max: made.options.max ?? 10,
    connect_timeout: 10,
    onnotice: () => undefined,
    connection: { application_name: made.options.name ?? 'scholia' },
  });
  made.companions.push(companion);
  return drizzleOver(companion, { schema });
}
