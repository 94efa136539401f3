import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AppError, digestOf } from '@scholia/core';
import { connect, type Sql } from './sql.ts';

const folder = fileURLToPath(new URL('../migrations', import.meta.url));
/** Any number that nothing else in this cluster locks: "schol" in ASCII. */
const LOCK = 0x7363686f6cn;

export interface Migration {
  readonly name: string;
  readonly text: string;
  readonly checksum: string;
}

/** The migrations in order. Written once: a changed file no longer matches what databases out there have applied. */
export function migrations(): Migration[] {
  return readdirSync(folder)
    .filter((name) => /^\d{4}_[a-z0-9_]+\.sql$/.test(name))
    .sort()
    .map((name) => {
      const bytes = readFileSync(join(folder, name));
      return { name, text: bytes.toString('utf8'), checksum: digestOf(bytes) };
    });
}

/**
 * Brings the database to the newest schema. Runs as the owner; safe to call by several processes at once and at every
 * start. `appUrl` gives the password of the role scholia_app (Default: the role is made without a login, if missing).
 * Errors: 'integrity-failed' when an applied migration differs from its file, 'database-unavailable'.
 */
export async function migrate(
  ownerUrl: string,
  options: { readonly appUrl?: string | undefined } = {},
): Promise<string[]> {
  const sql = connect(ownerUrl, { max: 1, name: 'scholia-migrate' });
  try {
    await sql`select pg_advisory_lock(${LOCK})`;
    await ensureAppRole(sql, options.appUrl);
    await sql`create table if not exists scholia_migrations (
      name text primary key, checksum text not null, applied_at timestamptz not null default now())`;
    const applied = new Map(
      (await sql<{ name: string; checksum: string }[]>`select name, checksum from scholia_migrations`).map((row) => [
        row.name,
        row.checksum,
      ]),
    );
    const fresh: string[] = [];
    for (const migration of migrations()) {
      const before = applied.get(migration.name);
      if (before === migration.checksum) continue;
      if (before !== undefined) {
        throw new AppError('integrity-failed', `Migration ${migration.name} was changed after it had been applied.`);
      }
      await sql.begin(async (tx) => {
        await tx.unsafe(migration.text);
        await tx`insert into scholia_migrations (name, checksum) values (${migration.name}, ${migration.checksum})`;
      });
      fresh.push(migration.name);
    }
    await grantOnDatabase(sql);
    return fresh;
  } finally {
    await sql.end();
  }
}

async function ensureAppRole(sql: Sql, appUrl: string | undefined): Promise<void> {
  const [role] = await sql`select 1 from pg_roles where rolname = 'scholia_app'`;
  if (!role) await sql`create role scholia_app nologin`;
  if (appUrl === undefined) return;
  const url = new URL(appUrl);
  if (decodeURIComponent(url.username) !== 'scholia_app') {
    throw new AppError('bad-request', 'DATABASE_URL must sign in as scholia_app: that role cannot rewrite history.');
  }
  // A utility statement takes no parameters; quote_literal makes the password safe inside it.
  const [{ statement }] = await sql<{ statement: string }[]>`
    select format('alter role scholia_app login password %L', ${decodeURIComponent(url.password)}::text) as statement`;
  await sql.unsafe(statement);
}

/** Grants on the database itself, which a copy made from a template does not inherit. */
export async function grantOnDatabase(sql: Sql): Promise<void> {
  const [{ statement }] = await sql<{ statement: string }[]>`
    select format('grant connect, create, temporary on database %I to scholia_app', current_database()) as statement`;
  await sql.unsafe(statement);
}
