import { randomBytes } from 'node:crypto';
import { codeOf, connect, grantOnDatabase, type Sql } from '@scholia/db';
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
      await dropDatabase(cluster.url, name);
    },
  };
}

/** Postgres refuses while it vacuums the database itself: an owner may not end what is the server's own. Soon it is done. */
async function dropDatabase(url: string, name: string): Promise<void> {
  const owner = connect(url, { max: 1 });
  try {
    for (let attempt = 1; ; attempt++) {
      try {
        await owner.unsafe(`drop database if exists ${name} with (force)`);
        return;
      } catch (error) {
        if (codeOf(error) !== '42501' || attempt === 50) throw error;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
  } finally {
    await owner.end();
  }
}
