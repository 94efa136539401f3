import { mkdirSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  connect,
  destroyCluster,
  type EmbeddedPostgres,
  isMarkAlive,
  migrate,
  processMark,
  startEmbeddedPostgres,
  withFileLock,
} from '@scholia/db';

const PREFIX = 'scholia-test-';
/** Names the folder of the run to its worker processes. */
export const CLUSTER_ENV = 'SCHOLIA_TEST_CLUSTER';
export const TEMPLATE = 'scholia_template';

/** A folder that carries the mark of the process that will delete it. */
export function newClusterFolder(): string {
  const folder = join(tmpdir(), `${PREFIX}${processMark(process.pid).replace(':', '-')}`);
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** Ends and deletes what killed runs have left behind. */
export async function sweepClusters(): Promise<void> {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(PREFIX))) {
    const mark = name.slice(PREFIX.length).replace('-', ':');
    if (!isMarkAlive(mark)) await removeCluster(join(tmpdir(), name));
  }
}

export async function removeCluster(folder: string): Promise<void> {
  await destroyCluster(join(folder, 'postgres'));
  await destroyCluster(folder);
}

let started: Promise<EmbeddedPostgres> | undefined;

/** The server of this run and its migrated template: started by the first test that needs it, shared by all. */
export function testCluster(): Promise<EmbeddedPostgres> {
  started ??= start(process.env[CLUSTER_ENV] ?? ownFolder());
  return started;
}

async function start(folder: string): Promise<EmbeddedPostgres> {
  return withFileLock(join(folder, 'template.lock'), async () => {
    const embedded = await startEmbeddedPostgres({
      dataDir: join(folder, 'postgres'),
      // Tests of durability run servers of their own; here only speed counts.
      settings: { fsync: 'off', full_page_writes: 'off', max_connections: '300' },
    });
    const sql = connect(embedded.url, { max: 1 });
    try {
      const [template] = await sql`select 1 from pg_database where datname = ${TEMPLATE}`;
      if (!template) {
        await sql.unsafe(`create database ${TEMPLATE}_new`);
        await migrate(onDatabase(embedded.url, `${TEMPLATE}_new`), { appUrl: embedded.appUrl });
        await sql.unsafe(`alter database ${TEMPLATE}_new rename to ${TEMPLATE}`);
      }
    } finally {
      await sql.end();
    }
    return embedded;
  });
}

/** Outside a Vitest run nobody tears down for us. */
function ownFolder(): string {
  const folder = newClusterFolder();
  process.once('beforeExit', () => void removeCluster(folder));
  return folder;
}

export function onDatabase(url: string, database: string): string {
  const other = new URL(url);
  other.pathname = `/${database}`;
  return other.href;
}
