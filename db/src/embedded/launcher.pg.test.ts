import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkHardening, connect, destroyCluster, migrate, readConnection, startEmbeddedPostgres } from '../index.ts';
import { linksMissing } from './binaries.ts';
import { isAlive, until } from './processes.ts';

let root: string;
let dataDir: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'scholia-launcher-'));
  chmodSync(root, 0o755);
  dataDir = join(root, 'postgres');
});
afterEach(async () => {
  await destroyCluster(dataDir);
  rmSync(root, { recursive: true, force: true });
});

async function query<T>(url: string, text: string): Promise<T[]> {
  const sql = connect(url, { max: 1 });
  try {
    return (await sql.unsafe(text)) as unknown as T[];
  } finally {
    await sql.end();
  }
}

describe('startEmbeddedPostgres', () => {
  it('starts durable and private, keeps data and port, and stops', async () => {
    const first = await startEmbeddedPostgres({ dataDir });
    const settings = await query<{ name: string; setting: string }>(
      first.url,
      `select name, setting from pg_settings where name in
       ('fsync', 'full_page_writes', 'listen_addresses', 'password_encryption') order by 1`,
    );
    expect(settings.map((row) => `${row.name}=${row.setting}`)).toEqual([
      'fsync=on',
      'full_page_writes=on',
      'listen_addresses=127.0.0.1',
      'password_encryption=scram-sha-256',
    ]);
    const connectionFile = join(root, 'connection.json');
    expect(readConnection(connectionFile)).toEqual({ url: first.url, appUrl: first.appUrl });
    for (const file of [connectionFile, join(dataDir, 'secrets.json')]) expect(statSync(file).mode & 0o777).toBe(0o600);
    await query(first.url, 'create table kept as select 42 as answer');
    const wrong = first.url.replace(/:[^:@]+@/, ':guess@');
    await expect(query(wrong, 'select 1')).rejects.toMatchObject({ code: '28P01' });
    await first.stop();
    expect(isAlive(first.pid)).toBe(false);

    const second = await startEmbeddedPostgres({ dataDir });
    expect(second).toMatchObject({ url: first.url, port: first.port, reused: false });
    expect(await query(second.url, 'select answer from kept')).toEqual([{ answer: 42 }]);
  });

  it('takes another port when the one of last time is taken', async () => {
    const first = await startEmbeddedPostgres({ dataDir });
    await first.stop();
    const squatter = createServer();
    await new Promise<void>((resolve) => squatter.listen(first.port, '127.0.0.1', resolve));
    try {
      const second = await startEmbeddedPostgres({ dataDir });
      expect(second.port).not.toBe(first.port);
      expect(await query(second.url, 'select 1 as one')).toEqual([{ one: 1 }]);
      expect(readConnection(join(root, 'connection.json'))?.url).toBe(second.url);
    } finally {
      await new Promise((resolve) => squatter.close(resolve));
    }
  });

  it('takes over the server of a parent that was killed, and ends it', async () => {
    const index = fileURLToPath(new URL('../index.ts', import.meta.url));
    const script = join(root, 'parent.mts');
    writeFileSync(
      script,
      `import { startEmbeddedPostgres } from ${JSON.stringify(index)};
       const server = await startEmbeddedPostgres({ dataDir: ${JSON.stringify(dataDir)} });
       console.log(server.pid);
       setInterval(() => {}, 1000);`,
    );
    const parent = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), script]);
    const orphan = Number(
      await new Promise<string>((resolve, reject) => {
        parent.stdout.on('data', (chunk) => resolve(String(chunk)));
        parent.once('exit', () => reject(new Error('the parent ended early')));
      }),
    );
    // While the parent lives, the server is its own: somebody else's stop() leaves it alone.
    const guest = await startEmbeddedPostgres({ dataDir });
    expect(guest).toMatchObject({ pid: orphan, reused: true });
    await guest.stop();
    expect(isAlive(orphan)).toBe(true);
    parent.removeAllListeners('exit');
    parent.kill('SIGKILL');
    await until(() => parent.signalCode !== null, 10_000);
    expect(isAlive(orphan)).toBe(true);

    const heir = await startEmbeddedPostgres({ dataDir });
    expect(heir).toMatchObject({ pid: orphan, reused: true });
    expect(await query(heir.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    await heir.stop();
    expect(isAlive(orphan)).toBe(false);
  });

  it('recovers when Postgres itself was killed, or left a pid file that names another program', async () => {
    const first = await startEmbeddedPostgres({ dataDir });
    await query(first.url, 'create table kept as select 42 as answer');
    process.kill(first.pid, 'SIGKILL');
    const second = await startEmbeddedPostgres({ dataDir });
    expect(await query(second.url, 'select answer from kept')).toEqual([{ answer: 42 }]);
    await second.stop();
    // As after a reboot: the number is somebody else's now.
    writeFileSync(
      join(second.dataDir, 'data', 'postmaster.pid'),
      `${process.pid}\n${dataDir}\n0\n${second.port}\n\n\n\nready\n`,
    );
    const third = await startEmbeddedPostgres({ dataDir });
    expect(third.reused).toBe(false);
    expect(await query(third.url, 'select answer from kept')).toEqual([{ answer: 42 }]);
  });

  it('does not take a server for running that only its kernel still answers for', async () => {
    const first = await startEmbeddedPostgres({ dataDir });
    process.kill(first.pid, 'SIGSTOP');
    const starting = startEmbeddedPostgres({ dataDir });
    const kill = setTimeout(() => process.kill(first.pid, 'SIGKILL'), 300);
    const second = await starting.finally(() => clearTimeout(kill));
    expect(second.reused).toBe(false);
    expect(await query(second.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it.runIf(process.getuid?.() === 0)('keeps data elsewhere when a folder above is closed to its user', async () => {
    chmodSync(root, 0o700);
    const server = await startEmbeddedPostgres({ dataDir });
    expect(server.dataDir).toMatch(/^\/var\/lib\/scholia\//);
    expect(await query(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    await destroyCluster(dataDir);
    expect(() => statSync(server.dataDir)).toThrow();
  });

  it('leaves a migrated database with nothing to complain about, and says what is wrong otherwise', async () => {
    const server = await startEmbeddedPostgres({ dataDir, settings: { synchronous_commit: 'off' } });
    const app = connect(server.appUrl, { max: 1 });
    const owner = connect(server.url, { max: 1 });
    try {
      await migrate(server.url, { appUrl: server.appUrl });
      expect(await checkHardening(app)).toEqual([
        'synchronous_commit is off: a power cut could lose what was acknowledged.',
      ]);
      expect(await checkHardening(owner)).toContain('scholia_owner owns events, and could drop its triggers.');
      await owner`grant update on events to scholia_app`;
      await owner`alter table events disable trigger append_only_rows`;
      await owner`drop trigger append_only_table on yjs_updates`;
      expect(await checkHardening(app)).toEqual([
        'scholia_app may UPDATE events.',
        'The trigger that forbids DELETE on events is missing or switched off.',
        'The trigger that forbids UPDATE on events is missing or switched off.',
        'The trigger that forbids TRUNCATE on yjs_updates is missing or switched off.',
        'synchronous_commit is off: a power cut could lose what was acknowledged.',
      ]);
    } finally {
      await Promise.all([app.end(), owner.end()]);
    }
  });
});

describe('linksMissing', () => {
  it('names every link of the list that is not there', () => {
    writeFileSync(
      join(root, 'pg-symlinks.json'),
      JSON.stringify([{ source: 'native/lib/libx.so.1.2', target: 'native/lib/libx.so.1' }]),
    );
    expect(linksMissing(root)).toEqual([{ path: join(root, 'lib/libx.so.1'), target: 'libx.so.1.2' }]);
  });
});
