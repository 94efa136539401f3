import { spawn } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, renameSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '@scholia/core';
import { connect } from '../sql.ts';
import { type Identity, runningAs } from './identity.ts';
import type { Secrets } from './secrets.ts';

interface InitialiseOptions {
  readonly bin: string;
  readonly dataDir: string;
  readonly identity: Identity;
  readonly password: string;
  readonly log: (line: string) => void;
}

/** Makes `<dataDir>/data` when it is missing. Made beside and renamed: an interrupted initdb leaves nothing half. */
export async function initialise({ bin, dataDir, identity, password, log }: InitialiseOptions): Promise<void> {
  const data = join(dataDir, 'data');
  if (existsSync(join(data, 'PG_VERSION'))) return;
  log('Creating the database cluster.');
  const room = join(dataDir, 'new');
  rmSync(room, { recursive: true, force: true });
  mkdirSync(room, { mode: 0o700 });
  const passwordFile = join(room, 'password');
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (identity.uid !== undefined) {
    for (const path of [room, passwordFile]) chownSync(path, identity.uid, identity.gid ?? identity.uid);
  }
  await run(
    join(bin, 'initdb'),
    [
      ...['--pgdata', join(room, 'data'), '--username', 'postgres', '--pwfile', passwordFile],
      ...['--auth', 'scram-sha-256', '--encoding', 'UTF8', '--locale', 'C'],
    ],
    identity,
    dataDir,
  );
  renameSync(join(room, 'data'), data);
  rmSync(room, { recursive: true, force: true });
}

/** Roles and the database, at every start: a start that was cut short is completed by the next. */
export async function prepareRoles(adminUrl: string, secrets: Secrets): Promise<void> {
  const sql = connect(adminUrl, { max: 1, name: 'scholia-launcher' });
  try {
    const roles = (await sql<{ rolname: string }[]>`select rolname from pg_roles`).map((row) => row.rolname);
    // Passwords are base64url, so they need no quoting. The owner is no superuser: triggers hold for it too.
    if (!roles.includes('scholia_owner')) {
      await sql.unsafe(`create role scholia_owner login createdb createrole password '${secrets.owner}'`);
    }
    if (!roles.includes('scholia_app')) {
      await sql.unsafe(`create role scholia_app login password '${secrets.app}'`);
      await sql.unsafe('grant scholia_app to scholia_owner with admin option');
    }
    const [database] = await sql`select 1 from pg_database where datname = 'scholia'`;
    if (!database) await sql.unsafe('create database scholia owner scholia_owner');
  } finally {
    await sql.end();
  }
}

/** What initdb writes, bytes. */
const SMALLEST_CLUSTER = 64 * 1024 * 1024;

function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

function run(command: string, args: readonly string[], identity: Identity, folder: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      stdio: ['ignore', 'ignore', 'pipe'],
      ...runningAs(identity),
    });
    let text = '';
    child.stderr.on('data', (chunk) => {
      text += chunk;
    });
    child.on('error', reject);
    child.on('close', (exitCode) => {
      if (exitCode === 0) return resolve();
      // On some file systems a full disk is a bus error, of which initdb says nothing.
      const full = /no space left/i.test(text) || freeBytes(folder) < SMALLEST_CLUSTER;
      reject(
        new AppError(
          full ? 'storage-full' : 'runtime-unavailable',
          full ? 'The disk is full: free some space.' : `initdb failed: ${text.trim().split('\n').slice(-3).join(' ')}`,
        ),
      );
    });
  });
}
