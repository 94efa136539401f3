import { randomBytes } from 'node:crypto';
import { connect, grantOnDatabase, type Sql } from '@scholia/db';
import { onDatabase, TEMPLATE, testCluster } from './cluster.ts';

export interface TestDatabase {
  /** As the owner. */
  readonly url: string;
  /** As scholia_app. */
  readonly appUrl: string;
  /** A pool as scholia_app, as the product uses it. */
  readonly sql: Sql;
  /** A pool as the owner, to arrange what the app may not do. */
  readonly ownerSql: Sql;
  /** Ends both pools and deletes the database. */
  drop(): Promise<void>;
}

/** A migrated database of its own, copied from the template (about 50 ms). The log is 'main', empty. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const cluster = await testCluster();
  const name = `test_${randomBytes(8).toString('hex')}`;
  const admin = connect(cluster.url, { max: 1 });
  await admin.unsafe(`create database ${name} template ${TEMPLATE}`);
  await admin.end();
  const url = onDatabase(cluster.url, name);
  const appUrl = onDatabase(cluster.appUrl, name);
  const ownerSql = connect(url, { max: 4 });
  await grantOnDatabase(ownerSql);
  const sql = connect(appUrl);
  return {
    url,
    appUrl,
    sql,
    ownerSql,
    drop: async () => {
      await Promise.all([sql.end({ timeout: 1 }), ownerSql.end({ timeout: 1 })]);
      const last = connect(cluster.url, { max: 1 });
      await last.unsafe(`drop database if exists ${name} with (force)`);
      await last.end();
    },
  };
}
