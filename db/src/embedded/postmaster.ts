import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, readSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Identity, runningAs } from './identity.ts';
import { isAlive, programOf, until } from './processes.ts';

export interface Postmaster {
  readonly pid: number;
  readonly port: number;
}

/**
 * The running server of a cluster, from postmaster.pid (lines: pid, data folder, start, port, socket, address, key,
 * status). A file whose pid now belongs to another program is removed: after a reboot or in a restarted container
 * Postgres itself would refuse to start because of it.
 */
export function readPostmaster(data: string): Postmaster | undefined {
  const file = join(data, 'postmaster.pid');
  if (!existsSync(file)) return undefined;
  const lines = readFileSync(file, 'utf8').split('\n');
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0 || !isAlive(pid)) return undefined;
  const program = programOf(pid);
  if (program !== undefined && program !== 'postgres') {
    rmSync(file, { force: true });
    return undefined;
  }
  return lines[7]?.trim() === 'ready' ? { pid, port: Number(lines[3]) } : undefined;
}

interface SpawnOptions {
  readonly bin: string;
  readonly dataDir: string;
  readonly identity: Identity;
  readonly port: number;
  readonly settings?: Readonly<Record<string, string>> | undefined;
}

type Outcome = ({ readonly type: 'Started' } & Postmaster) | { readonly type: 'Failed'; readonly reason: string };

const ROTATE_BYTES = 10_000_000;

/**
 * Starts the server and waits until it takes connections. It runs in a process group of its own, so that Ctrl-C reaches
 * our process first and the server is ended in order. It outlives us when we are killed: the next start finds it.
 */
export async function spawnPostmaster(options: SpawnOptions): Promise<Outcome> {
  const data = join(options.dataDir, 'data');
  const logFile = join(options.dataDir, 'postgres.log');
  if (existsSync(logFile) && statSync(logFile).size > ROTATE_BYTES) renameSync(logFile, `${logFile}.1`);
  const settings: Record<string, string> = {
    port: String(options.port),
    listen_addresses: '127.0.0.1',
    // TCP only: a socket in /tmp could collide with another server's, and its path may be too long elsewhere.
    unix_socket_directories: '',
    fsync: 'on',
    synchronous_commit: 'on',
    max_connections: '200',
    timezone: 'UTC',
    ...options.settings,
  };
  const log = openSync(logFile, 'a+', 0o600);
  const begin = statSync(logFile).size;
  const child = spawn(
    join(options.bin, 'postgres'),
    ['-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    {
      detached: true,
      stdio: ['ignore', log, log],
      ...runningAs(options.identity),
    },
  );
  let ended = false;
  let failure = '';
  child.once('exit', () => {
    ended = true;
  });
  child.once('error', (error) => {
    ended = true;
    failure = error.message;
  });
  child.unref();
  let running: Postmaster | undefined;
  // Recovery after a crash can take long; the server says so in its log and stays alive.
  await until(() => {
    running = readPostmaster(data);
    return ended || running?.pid === child.pid;
  }, 300_000);
  const reason = failure || tail(log, begin, statSync(logFile).size);
  closeSync(log);
  return running && running.pid === child.pid ? { type: 'Started', ...running } : { type: 'Failed', reason };
}

function tail(file: number, begin: number, end: number): string {
  const buffer = Buffer.alloc(Math.min(end - begin, 8192));
  readSync(file, buffer, 0, buffer.length, end - buffer.length);
  return buffer.toString('utf8');
}
