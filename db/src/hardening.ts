import type { Sql } from './sql.ts';

const APPEND_ONLY = ['events', 'yjs_updates', 'log_checkpoints', 'log_anchors'] as const;

/**
 * What would let history be rewritten or acknowledged work be lost, seen from this connection (that of the app).
 * Empty when all is well. Checked at start, because a database may have been restored or altered by hand.
 */
export async function checkHardening(sql: Sql): Promise<string[]> {
  const wrong: string[] = [];
  const [role] = await sql<{ name: string; rolsuper: boolean }[]>`
    select current_user as name, rolsuper from pg_roles where rolname = current_user`;
  if (role.rolsuper) wrong.push(`${role.name} is a superuser: connect as scholia_app.`);
  for (const table of APPEND_ONLY) {
    const [rights] = await sql<{ owner: boolean; allowed: string[] }[]>`
      select pg_has_role(current_user, relowner, 'member') as owner,
        array(select p from unnest(array['UPDATE', 'DELETE', 'TRUNCATE']) p
              where has_table_privilege(current_user, oid, p)) as allowed
      from pg_class where oid = to_regclass(${table})`;
    if (!rights) {
      wrong.push(`The table ${table} is missing: run the migrations.`);
      continue;
    }
    if (rights.owner) wrong.push(`${role.name} owns ${table}, and could drop its triggers.`);
    else if (rights.allowed.length > 0) wrong.push(`${role.name} may ${rights.allowed.join(', ')} ${table}.`);
    // tgtype bits: 2 before, 8 delete, 16 update, 32 truncate (pg_trigger.h).
    const [guards] = await sql<{ bits: number }[]>`
      select coalesce(bit_or(tgtype::int) filter (where tgenabled = 'A' and tgtype & 2 = 2), 0)::int as bits
      from pg_trigger join pg_proc on pg_proc.oid = tgfoid
      where tgrelid = to_regclass(${table}) and proname = 'refuse_to_rewrite_history'`;
    for (const [bit, verb] of [
      [8, 'DELETE'],
      [16, 'UPDATE'],
      [32, 'TRUNCATE'],
    ] as const) {
      if ((guards.bits & bit) === 0)
        wrong.push(`The trigger that forbids ${verb} on ${table} is missing or switched off.`);
    }
  }
  const settings = await sql<{ name: string; setting: string }[]>`
    select name, setting from pg_settings where name in ('fsync', 'full_page_writes', 'synchronous_commit')`;
  for (const { name, setting } of settings) {
    if (setting === 'off') wrong.push(`${name} is off: a power cut could lose what was acknowledged.`);
  }
  return wrong;
}
