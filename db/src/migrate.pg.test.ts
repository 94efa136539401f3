import { createTestDatabase, type TestDatabase } from '@scholia/testing';
import { getTableColumns, getTableName } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkHardening, drizzle, migrate, migrations, schema } from './index.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(async () => {
  await database.drop();
});

describe('migrate', () => {
  it('does nothing the second time, by several processes at once', async () => {
    expect(await Promise.all([1, 2, 3].map(() => migrate(database.url, { appUrl: database.appUrl })))).toEqual([
      [],
      [],
      [],
    ]);
  });

  it('refuses to go on when an applied migration was changed', async () => {
    const { name } = migrations()[0];
    const [{ checksum }] = await database.ownerSql`select checksum from scholia_migrations where name = ${name}`;
    await database.ownerSql`update scholia_migrations set checksum = 'other' where name = ${name}`;
    await expect(migrate(database.url)).rejects.toMatchObject({ code: 'integrity-failed' });
    await database.ownerSql`update scholia_migrations set checksum = ${checksum} where name = ${name}`;
  });

  it('takes no application that signs in as somebody who can rewrite history', async () => {
    await expect(migrate(database.url, { appUrl: database.url })).rejects.toMatchObject({ code: 'bad-request' });
  });

  it('lets the application make the schema of the job queue', async () => {
    await database.sql`create schema graphile_worker`;
    await database.sql`create table graphile_worker.probe (id int)`;
  });

  it('leaves the guards of history in place', async () => {
    const complaints = await checkHardening(database.sql);
    // The test server is fast rather than durable; see the launcher's own test for the real settings.
    expect(complaints.filter((line) => !/^(fsync|full_page_writes) is off/.test(line))).toEqual([]);
  });
});

describe('schema', () => {
  for (const table of [schema.user, schema.session, schema.account, schema.verification, schema.apiTokens]) {
    it(`${getTableName(table)} has the columns of the migrations`, async () => {
      const rows = await database.sql<{ column_name: string; is_nullable: string }[]>`
        select column_name, is_nullable from information_schema.columns where table_name = ${getTableName(table)}`;
      const real = rows.map((row) => `${row.column_name} ${row.is_nullable === 'YES' ? 'null' : 'not null'}`);
      const declared = Object.values(getTableColumns(table)).map(
        (column) => `${column.name} ${column.notNull ? 'not null' : 'null'}`,
      );
      expect(declared.sort()).toEqual(real.sort());
    });
  }

  it('is usable through Drizzle, beside raw queries that keep their own parsers', async () => {
    const db = drizzle(database.sql);
    const id = '01900000-0000-7000-8000-000000000001';
    await db.insert(schema.user).values({ id, name: 'reader-1', email: 'reader-1@example.org' });
    const [row] = await db.select().from(schema.user);
    expect(row).toMatchObject({ id, role: 'member', emailVerified: false });
    expect(row.createdAt).toBeInstanceOf(Date);
    const [raw] = await database.sql`select "createdAt" as at, '{"a": 1}'::jsonb as json, 5::bigint as big from "user"`;
    expect(raw).toEqual({ at: row.createdAt, json: { a: 1 }, big: 5n });
    await expect(
      db.transaction(async (tx) => {
        await tx.delete(schema.user);
        throw new Error('changed my mind');
      }),
    ).rejects.toThrow('changed my mind');
    expect(await db.select().from(schema.user)).toHaveLength(1);
  });
});
