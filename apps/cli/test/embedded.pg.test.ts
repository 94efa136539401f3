import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { niftiFile } from '@scholia/api/testing';
import { connect, destroyCluster, environment } from '@scholia/db';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runCli } from './run-cli.ts';

vi.setConfig({ testTimeout: 240_000 });

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'scholia-embedded-'));
});
afterEach(async () => {
  await destroyCluster(join(dataDir, 'postgres'));
  await rm(dataDir, { recursive: true, force: true });
});

const scholia = (args: readonly string[]) =>
  runCli(args, { SCHOLIA_DATA_DIR: dataDir, DATABASE_URL: '', DATABASE_OWNER_URL: '' });

async function isRunning(): Promise<boolean> {
  const connection = environment({ SCHOLIA_DATA_DIR: dataDir }).connection();
  if (!connection) return false;
  const sql = connect(connection.appUrl, { max: 1 });
  try {
    await sql`select 1`;
    return true;
  } catch {
    return false;
  } finally {
    await sql.end({ timeout: 1 });
  }
}

describe('a command while no server runs', () => {
  it('starts the database for itself, keeps what it did, and stops it again', async () => {
    const first = await scholia(['user', 'add', 'reader-1@example.org']);
    expect(first).toMatchObject({ code: 1, out: '' });
    expect(first.err).toMatch(/first person must be an administrator/);
    expect((await scholia(['user', 'add', 'reader-1@example.org', '--admin'])).code).toBe(0);
    expect(await isRunning()).toBe(false);
    const file = join(dataDir, 'a.nii');
    await writeFile(file, niftiFile(1));
    const imported = await scholia(['import', file, '--project', 'Brain', '--create', 'Tumour']);
    expect(imported).toMatchObject({ code: 0, out: '1 imported, 0 there already, 0 refused.\n' });
    const { out } = await scholia(['user', 'list', '--json']);
    expect(JSON.parse(out)).toMatchObject([{ email: 'reader-1@example.org', isAdmin: true }]);
    expect(await isRunning()).toBe(false);
  });

  it('says so when it cannot work: a worker needs a database that runs', async () => {
    const { code, err } = await scholia(['worker', 'inference']);
    expect(code).toBe(1);
    expect(err).toMatch(/npm start.*DATABASE_URL/);
  });
});
