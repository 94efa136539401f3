import { drizzle as drizzleOver, type PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import type postgres from 'postgres';
import { createPool, type PoolOptions, type Sql } from './pool.ts';
import * as schema from './schema.ts';

export { allOrCause, type Queryable, type Sql, type Statement, type TransactionSql, type UnderWay } from './pool.ts';
export type Database = PostgresJsDatabase<typeof schema>;
export type ConnectOptions = Omit<PoolOptions, 'adjust'>;

const origins = new WeakMap<Sql, { url: string; options: ConnectOptions; companions: Sql[] }>();

/** A lazy pool: nothing is opened before the first query. End it with `sql.end()`. */
export function connect(url: string, options: ConnectOptions = {}): Sql {
  const sql = createPool(url, options);
  const companions: Sql[] = [];
  const { end } = sql;
  sql.end = async (how) => {
    await Promise.all([end(how), ...companions.map((companion) => companion.end(how))]);
  };
  origins.set(sql, { url, options, companions });
  return sql;
}

function originOf(sql: Sql) {
  const origin = origins.get(sql);
  if (!origin) throw new Error('bug: this pool was not made by connect()');
  return origin;
}

/** The URL that a pool was made with, for clients that open their own connections (graphile-worker). */
export function urlOf(sql: Sql): string {
  return originOf(sql).url;
}

/** Types whose values Drizzle parses and writes itself: dates, times, intervals, their arrays (oids of pg_type). */
const DRIZZLE_DATES = ['1184', '1082', '1083', '1114', '1182', '1185', '1115', '1231'];
const DRIZZLE_JSON = ['114', '3802'];

/**
 * Drizzle on the same database. It gets connections of its own, because it wants other parsers than everybody else
 * (dates as strings, JSON parameters as they are). They end together with `sql`.
 */
export function drizzle(sql: Sql): Database {
  const { url, options, companions } = originOf(sql);
  const companion = createPool(url, {
    ...options,
    adjust: ({ options: { parsers, serializers } }) => {
      const asIs = (value: unknown) => value;
      for (const type of DRIZZLE_DATES) Object.assign(parsers, { [type]: asIs });
      for (const type of [...DRIZZLE_DATES, ...DRIZZLE_JSON]) Object.assign(serializers, { [type]: asIs });
    },
  });
  companions.push(companion);
  return drizzleOver(companion as unknown as postgres.Sql, { schema });
}
