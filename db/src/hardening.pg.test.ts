import { createTestDatabase, type TestDatabase } from '@scholia/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkHardening } from './index.ts';

let database: TestDatabase;
beforeEach(async () => {
  database = await createTestDatabase();
});
afterEach(async () => {
  await database.drop();
});

/** Without what is true of every test database, which is fast rather than durable. */
const complaints = async () =>
  (await checkHardening(database.sql)).filter((line) => !/^(fsync|full_page_writes|synchronous_commit) is/.test(line));

describe('checkHardening', () => {
  it('has nothing to say after the migrations', async () => expect(await complaints()).toEqual([]));

  it.each([
    ['grant update on events to scholia_app', 'scholia_app may UPDATE events.'],
    ['grant update (actor) on events to scholia_app', 'scholia_app may UPDATE events.'],
    ['grant update on yjs_updates to public', 'scholia_app may UPDATE yjs_updates.'],
    ['grant delete, truncate on events to scholia_app', 'scholia_app may DELETE, TRUNCATE events.'],
    ['grant delete on log_tiles to scholia_app', 'scholia_app may DELETE log_tiles.'],
    ['grant truncate on log_heads to scholia_app', 'scholia_app may TRUNCATE log_heads.'],
  ])('says so when somebody did: %s', async (statement, complaint) => {
    await database.ownerSql.unsafe(statement);
    expect(await complaints()).toEqual([complaint]);
  });

  it.each([
    ['events', 'append_only_rows', ['DELETE', 'UPDATE']],
    ['events', 'append_only_table', ['TRUNCATE']],
    ['log_checkpoints', 'append_only_rows', ['DELETE', 'UPDATE']],
    ['log_tiles', 'grows_only', ['UPDATE']],
    ['log_heads', 'forward_only', ['UPDATE']],
    ['log_heads', 'never_deleted', ['DELETE']],
  ] as const)('says so when on %s the trigger %s is off, quiet in replicas, or gone', async (table, trigger, verbs) => {
    const expected = verbs.map((verb) => `The trigger that forbids ${verb} on ${table} is missing or switched off.`);
    for (const change of [`disable trigger ${trigger}`, `enable trigger ${trigger}`]) {
      await database.ownerSql.unsafe(`alter table ${table} ${change}`);
      expect(await complaints(), change).toEqual(expected);
    }
    await database.ownerSql.unsafe(`alter table ${table} enable always trigger ${trigger}`);
    expect(await complaints()).toEqual([]);
    await database.ownerSql.unsafe(`drop trigger ${trigger} on ${table}`);
    expect(await complaints()).toEqual(expected);
  });

  it.each(['refuse_to_rewrite_history', 'refuse_to_change_tile', 'refuse_to_move_back'])(
    'says so when %s does something else than it did',
    async (guard) => {
      await database.ownerSql.unsafe(`
        create or replace function ${guard}() returns trigger language plpgsql as $$ begin return coalesce(new, old); end $$`);
      expect(await complaints()).toEqual([`The function ${guard}, a guard of history, was replaced.`]);
    },
  );
});
