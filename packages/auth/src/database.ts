import { AsyncLocalStorage } from 'node:async_hooks';
import type { Queryable, Sql } from '@scholia/db';
import { PgDialect } from 'drizzle-orm/pg-core';
import { PostgresJsDatabase, PostgresJsSession } from 'drizzle-orm/postgres-js';

type Database = PostgresJsDatabase<Record<string, never>>;

/** Drizzle over a pool or over one transaction of it, with the client's parsers left as they are. */
function databaseOn(sql: Queryable): Database {
  const dialect = new PgDialect();
  return new PostgresJsDatabase(
    dialect,
    new PostgresJsSession(sql as unknown as ConstructorParameters<typeof PostgresJsSession>[0], dialect, undefined),
    undefined,
  );
}

/**
 * The database as better-auth sees it: the pool, or inside `within` the caller's transaction, so that a session and the
 * event that says so commit together.
 */
export class AuthDatabase {
  readonly #pool: Database;
  readonly #transaction = new AsyncLocalStorage<Database>();
  readonly drizzle: Database;

  constructor(sql: Sql) {
    this.#pool = databaseOn(sql);
    const current = () => this.#transaction.getStore() ?? this.#pool;
    this.drizzle = new Proxy(this.#pool, {
      get(_target, key) {
        const database = current();
        const member: unknown = Reflect.get(database, key, database);
        return typeof member === 'function' ? member.bind(database) : member;
      },
    });
  }

  /** Runs `work` with every query of better-auth inside this transaction. */
  within<T>(sql: Queryable, work: () => Promise<T>): Promise<T> {
    return this.#transaction.run(databaseOn(sql), work);
  }
}
