import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect, destroyCluster, type EmbeddedPostgres, freePort, startEmbeddedPostgres } from '@scholia/db';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { imageEnvironment, interpolate, ROOT, readCompose } from './compose-file.ts';

// What cannot run here is Docker. Everything else is the real thing: each service's own command and environment, on the
// Postgres of a distribution instead of the one of the image.

const DEBIAN = '/usr/lib/postgresql';
const version = existsSync(DEBIAN)
  ? readdirSync(DEBIAN)
      .filter((name) => Number(name) >= 15)
      .sort()
      .at(-1)
  : undefined;
if (!version) console.warn(`Not tested: the services of docker-compose.yml, for want of a Postgres in ${DEBIAN}.`);
const isWebBuilt = existsSync(join(ROOT, 'apps/web/.next/BUILD_ID'));
if (!isWebBuilt) console.warn('Not tested: the web service of docker-compose.yml, which is not built.');

const { services } = readCompose();
const image = imageEnvironment();
const folder = mkdtempSync(join(tmpdir(), 'scholia-compose-'));
const running: ChildProcess[] = [];
let postgres: EmbeddedPostgres;
let values: Record<string, string>;
let ports: Record<string, number>;

beforeAll(async () => {
  if (!version) return;
  chmodSync(folder, 0o755);
  postgres = await startEmbeddedPostgres({
    dataDir: join(folder, 'postgres'),
    binaries: join(DEBIAN, version, 'bin'),
  });
  // As in a fresh container: there is an owner and a database, the role of the app is for `migrate` to make.
  const owner = connect(postgres.url, { max: 1 });
  await owner`drop role scholia_app`;
  await owner.end();
  ports = { web: await freePort(), sync: await freePort() };
  values = {
    SCHOLIA_DB_OWNER_PASSWORD: new URL(postgres.url).password,
    SCHOLIA_DB_APP_PASSWORD: 'appPassword1',
    SCHOLIA_SECRET: 'x'.repeat(40),
    SCHOLIA_URL: `http://localhost:${ports.web}`,
  };
});

afterAll(async () => {
  for (const child of running) child.kill('SIGKILL');
  if (version) await destroyCluster(join(folder, 'postgres'));
  rmSync(folder, { recursive: true, force: true });
});

/** The service's environment, with the addresses of this machine in place of those of the Compose network. */
function environmentOf(name: string): Record<string, string> {
  const own = Object.entries(services[name].environment).map(([key, text]) => {
    const value = interpolate(text, values)
      .replace('@postgres:5432/', `@127.0.0.1:${postgres.port}/`)
      .replace('sync:3001', `127.0.0.1:${ports.sync}`);
    return [key, key === 'PORT' ? String(ports[name]) : value];
  });
  const { PATH = '', HOME = '' } = process.env;
  return { PATH, HOME, ...image, ...Object.fromEntries(own), SCHOLIA_DATA_DIR: folder };
}

function run(name: string, [command, ...args] = services[name].command ?? []) {
  const child = spawn(command, args, { cwd: ROOT, env: environmentOf(name) as NodeJS.ProcessEnv, stdio: 'pipe' });
  running.push(child);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk));
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  return { child, ended, said: () => said };
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(50);
}

/** Runs the service's own health check. */
function isHealthy(name: string): boolean {
  const [, command, ...args] = services[name].healthcheck?.test ?? ['CMD', 'false'];
  try {
    const plain = args.map((text) => interpolate(text, {}));
    execFileSync(command, plain, { env: environmentOf(name) as NodeJS.ProcessEnv, stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

describe.runIf(version)('the services of docker-compose.yml on a stock Postgres', { timeout: 240_000 }, () => {
  it('migrate makes role and schema, and finds nothing to do the second time', async () => {
    for (const expected of ['Applied: ', 'Nothing to do.']) {
      const migrate = run('migrate');
      expect(await migrate.ended, migrate.said()).toBe(0);
      expect(migrate.said()).toContain(expected);
    }
  });

  it('the first administrator is added as its header says', async () => {
    const add = run('migrate', ['node', 'apps/cli/bin/scholia.mjs', 'user', 'add', 'admin@example.org', '--admin']);
    expect(await add.ended, add.said()).toBe(0);
    expect(add.said()).toContain(`${values.SCHOLIA_URL}/sign-in/link?token=`);
  });

  it.each(['inference', 'training', 'notary'])('%s starts, and ends when told to', async (name) => {
    const worker = run(name);
    await until(() => worker.said().includes('worker-started') || worker.child.exitCode !== null);
    worker.child.kill('SIGTERM');
    expect(await worker.ended, worker.said()).toBe(0);
  });

  it('sync gets healthy, refuses strangers, and ends when told to', async () => {
    const sync = run('sync');
    await until(() => isHealthy('sync') || sync.child.exitCode !== null);
    expect(await closeCodeOf(ports.sync)).toBe(4401);
    sync.child.kill('SIGTERM');
    expect(await sync.ended, sync.said()).toBe(0);
  });

  it('sync says at its start when its database would let history be rewritten, and nothing when not', async () => {
    const owner = connect(postgres.url.replace(/[^/]*$/, 'scholia'), { max: 1 });
    const complaint = 'scholia_app may UPDATE events.';
    for (const [statement, isTold] of [
      ['grant update on events to scholia_app', true],
      ['revoke update on events from scholia_app', false],
    ] as const) {
      await owner.unsafe(statement);
      const sync = run('sync');
      await until(() => sync.said().includes('sync-listening') || sync.child.exitCode !== null);
      expect(sync.said().includes(complaint), sync.said()).toBe(isTold);
      sync.child.kill('SIGTERM');
      await sync.ended;
    }
    await owner.end();
  });

  it.runIf(isWebBuilt)('web gets healthy, hands sync connections on, and ends when told to', async () => {
    const sync = run('sync');
    const web = run('web');
    await until(() => (isHealthy('web') && isHealthy('sync')) || web.child.exitCode !== null);
    expect((await fetch(`http://127.0.0.1:${ports.web}/sign-in`)).status).toBe(200);
    expect(await closeCodeOf(ports.web)).toBe(4401);
    for (const { child, ended, said } of [web, sync]) {
      child.kill('SIGTERM');
      expect(await ended, said()).toBe(0);
    }
  });
});

/** How a connection without a session ends: 4401 is the sync server's own answer. */
function closeCodeOf(port: number): Promise<number> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/sync/00000000-0000-7000-8000-000000000000`);
  socket.on('error', () => undefined);
  return new Promise((resolve) => socket.once('close', resolve));
}
