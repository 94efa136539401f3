import { migrations } from './migrate.ts';
import type { Sql } from './sql.ts';

type Verb = 'UPDATE' | 'DELETE' | 'TRUNCATE';

/** What the app may not do to a table, and the trigger functions that forbid it to everybody. */
interface Protection {
  readonly denied: readonly Verb[];
  readonly guards: Readonly<Partial<Record<Verb, string>>>;
}

const REFUSES = 'refuse_to_rewrite_history';
const APPEND_ONLY: Protection = {
  denied: ['UPDATE', 'DELETE', 'TRUNCATE'],
  guards: { UPDATE: REFUSES, DELETE: REFUSES, TRUNCATE: REFUSES },
};
const PROTECTED: Readonly<Record<string, Protection>> = {
  events: APPEND_ONLY,
  yjs_updates: APPEND_ONLY,
  log_checkpoints: APPEND_ONLY,
  log_anchors: APPEND_ONLY,
  log_tiles: {
    denied: ['DELETE', 'TRUNCATE'],
    guards: { UPDATE: 'refuse_to_change_tile', DELETE: REFUSES, TRUNCATE: REFUSES },
  },
  log_heads: { denied: ['DELETE', 'TRUNCATE'], guards: { UPDATE: 'refuse_to_move_back', DELETE: REFUSES } },
};

/** tgtype of a trigger that runs before its event (pg_trigger.h). */
const BEFORE = 2;
const EVENT_BIT: Readonly<Record<Verb, number>> = { DELETE: 8, UPDATE: 16, TRUNCATE: 32 };

/**
 * What would let history be rewritten or acknowledged work be lost, seen from this connection (that of the app).
 * Empty when all is well. Checked at start, because a database may have been restored or altered by hand.
 */
export async function checkHardening(sql: Sql): Promise<string[]> {
  const wrong: string[] = [];
  const [role] = await sql<{ name: string; rolsuper: boolean }[]>`
    select current_user as name, rolsuper from pg_roles where rolname = current_user`;
  if (role.rolsuper) wrong.push(`${role.name} is a superuser: connect as scholia_app.`);
  for (const [table, protection] of Object.entries(PROTECTED))
    wrong.push(...(await weaknessesOf(sql, role.name, table, protection)));
  const functions = await sql<{ name: string; body: string }[]>`
    select proname as name, prosrc as body from pg_proc where proname like 'refuse%' order by 1`;
  const bodies = guardBodies();
  for (const { name, body } of functions)
    if (bodies.has(name) && bodies.get(name) !== body)
      wrong.push(`The function ${name}, a guard of history, was replaced.`);
  const settings = await sql<{ name: string; setting: string }[]>`
    select name, setting from pg_settings where name in ('fsync', 'full_page_writes', 'synchronous_commit')`;
  for (const { name, setting } of settings) {
    if (setting === 'off') wrong.push(`${name} is off: a power cut could lose what was acknowledged.`);
  }
  return wrong;
}

/** What the trigger functions are, as the migrations have made them. */
function guardBodies(): Map<string, string> {
  const definition = /create function (refuse_\w+)\(\)[^$]*\$\$(.*?)\$\$/gs;
  return new Map(
    migrations().flatMap(({ text }) => [...text.matchAll(definition)].map(([, name, body]) => [name, body])),
  );
}

async function weaknessesOf(sql: Sql, role: string, table: string, { denied, guards }: Protection): Promise<string[]> {
  // A right on single columns counts as one on the table.
  const [rights] = await sql<{ owner: boolean; allowed: Verb[] }[]>`
    select pg_has_role(current_user, relowner, 'member') as owner,
      array(select p from unnest(${[...denied]}::text[]) p
            where has_table_privilege(current_user, oid, p)
              or (p = 'UPDATE' and has_any_column_privilege(current_user, oid, p))) as allowed
    from pg_class where oid = to_regclass(${table})`;
  if (!rights) return [`The table ${table} is missing: run the migrations.`];
  const wrong: string[] = [];
  if (rights.owner) wrong.push(`${role} owns ${table}, and could drop its triggers.`);
  else if (rights.allowed.length > 0) wrong.push(`${role} may ${rights.allowed.join(', ')} ${table}.`);
  const rows = await sql<{ guard: string; bits: number }[]>`
    select proname as guard, bit_or(tgtype::int)::int as bits from pg_trigger join pg_proc on pg_proc.oid = tgfoid
    where tgrelid = to_regclass(${table}) and tgenabled = 'A' and tgtype::int & ${BEFORE} = ${BEFORE} group by proname`;
  const bits = new Map(rows.map((row) => [row.guard, row.bits]));
  for (const verb of ['DELETE', 'UPDATE', 'TRUNCATE'] as const) {
    const guard = guards[verb];
    if (guard !== undefined && ((bits.get(guard) ?? 0) & EVENT_BIT[verb]) === 0)
      wrong.push(`The trigger that forbids ${verb} on ${table} is missing or switched off.`);
  }
  return wrong;
}
