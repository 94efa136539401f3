import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createConnection, createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { AppError } from '@scholia/core';
import { withFileLock } from '../file-lock.ts';
import { runnableBinaries } from './binaries.ts';
import { initialise, prepareRoles } from './cluster.ts';
import { canReach, type Identity, serverIdentity } from './identity.ts';
import { type Postmaster, readPostmaster, spawnPostmaster } from './postmaster.ts';
import { isAlive, isMarkAlive, processMark, until } from './processes.ts';
import { readSecrets, urlsOf, writePrivately } from './secrets.ts';

export interface EmbeddedOptions {
  /** Everything of this cluster: data/, log, secrets. Made when missing. */
  readonly dataDir: string;
  /** Port on 127.0.0.1. (Default: the one used last time, otherwise any free one) */
  readonly port?: number | undefined;
  /** One line on what is happening. */
  readonly log?: ((line: string) => void) | undefined;
  /** Where clients find the URLs, mode 600. (Default: connection.json beside dataDir) */
  readonly connectionFile?: string | undefined;
  /** Folder with initdb and postgres of another installation, version 15 or newer. (Default: those that npm installed) */
  readonly binaries?: string | undefined;
  /** Extra `-c name=value` settings, for tests. */
  readonly settings?: Readonly<Record<string, string>> | undefined;
}

export interface EmbeddedPostgres {
  /** As the owner of the database. */
  readonly url: string;
  /** As scholia_app, once migrated. */
  readonly appUrl: string;
  readonly port: number;
  /** Process id of the postmaster. */
  readonly pid: number;
  /** Where the data really is: elsewhere than asked for when root's own folders hide it from the server's user. */
  readonly dataDir: string;
  /** True when a server of this cluster was already running (an earlier parent was killed, or is still there). */
  readonly reused: boolean;
  /** Ends the server and waits for it, unless another living process started it. */
  stop(): Promise<void>;
}

/**
 * Starts, or finds, the Postgres of `dataDir`. A server whose parent was killed is taken over; a port that is taken is
 * replaced. Errors: 'runtime-unavailable' when there are no binaries or the server does not start, 'storage-full'.
 */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const log = options.log ?? (() => undefined);
  const identity = serverIdentity();
  const dataDir = placeFor(identity, options.dataDir);
  return withFileLock(join(dataDir, 'starting.lock'), async () => {
    const owner = ownerOf(identity, dataDir);
    const bin = options.binaries ?? runnableBinaries(owner, dirname(dataDir) === '/' ? dataDir : dirname(dataDir));
    const secrets = readSecrets(dataDir);
    await initialise({ bin, dataDir, identity: owner, password: secrets.admin, log });
    const running = await findRunning(join(dataDir, 'data'));
    const started = running ?? (await startOnSomePort({ ...options, dataDir, bin, identity: owner, log }));
    const { pid, port } = started;
    if (running) log(`Postgres is already running (process ${pid}, port ${port}).`);
    writePrivately(join(dataDir, 'port'), String(port));
    const urls = urlsOf(secrets, port);
    await prepareRoles(urls.adminUrl, secrets);
    const starter = join(dataDir, 'started-by');
    const mine = !running || !isMarkAlive(readText(starter));
    if (mine) writePrivately(starter, processMark(process.pid));
    const connectionFile = options.connectionFile ?? join(dirname(options.dataDir), 'connection.json');
    writePrivately(connectionFile, `${JSON.stringify({ url: urls.url, appUrl: urls.appUrl, pid }, null, 2)}\n`);
    return {
      url: urls.url,
      appUrl: urls.appUrl,
      port,
      pid,
      dataDir,
      reused: running !== undefined,
      stop: async () => {
        if (mine) await stopPostmaster(pid);
      },
    };
  });
}

/** A server that answers. One that was killed this moment still looks alive for a little while. */
async function findRunning(data: string): Promise<Postmaster | undefined> {
  let found: Postmaster | undefined;
  await until(async () => {
    found = readPostmaster(data);
    return found === undefined || (await isAnswering(found.port));
  }, 30_000);
  return found;
}

/** Fast shutdown: sessions end, everything committed is on disk. After 30 s an immediate one, which loses nothing either. */
async function stopPostmaster(pid: number): Promise<void> {
  if (!isAlive(pid)) return;
  process.kill(pid, 'SIGINT');
  if (await until(() => !isAlive(pid), 30_000)) return;
  process.kill(pid, 'SIGQUIT');
  await until(() => !isAlive(pid), 10_000);
}

async function startOnSomePort(
  options: EmbeddedOptions & { bin: string; identity: Identity; log: (line: string) => void },
) {
  const remembered = Number(readText(join(options.dataDir, 'port'))) || 0;
  let port = options.port ?? remembered;
  let reason = '';
  for (let attempt = 0; attempt < 8; attempt++) {
    if (port === 0 || !(await isFree(port))) {
      const other = await freePort();
      if (port !== 0) options.log(`Port ${port} is taken; Postgres uses ${other}.`);
      port = other;
    }
    const outcome = await spawnPostmaster({ ...options, port });
    if (outcome.type === 'Started') return outcome;
    reason = outcome.reason;
    if (/no space left/i.test(reason)) throw new AppError('storage-full', 'The disk is full: Postgres cannot start.');
    // Somebody took the port in between, or the children of a killed postmaster are still leaving.
    if (/could not (bind|create any TCP)/i.test(reason)) port = 0;
    else if (!/shared memory block|lock file/i.test(reason)) break;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new AppError('runtime-unavailable', `Postgres does not start. ${lastLines(reason)}`, {
    details: { log: join(options.dataDir, 'postgres.log') },
  });
}

/** `wanted`, made and passable for the server's user; a place in /var/lib when a folder above it is closed to that user. */
function placeFor(identity: Identity, wanted: string): string {
  mkdirSync(wanted, { recursive: true });
  if (identity.uid === undefined) return wanted;
  chmodSync(wanted, statSync(wanted).mode | 0o111);
  if (canReach(identity, wanted)) return wanted;
  const elsewhere = join('/var/lib/scholia', wanted.replaceAll('/', '-').replace(/^-/, ''));
  mkdirSync(elsewhere, { recursive: true, mode: 0o755 });
  return elsewhere;
}

/** A cluster stays with the user that it was made by. */
function ownerOf(identity: Identity, dataDir: string): Identity {
  const data = join(dataDir, 'data');
  if (!existsSync(data)) return identity;
  const { uid, gid } = statSync(data);
  if (identity.uid === undefined) {
    if (uid !== process.getuid?.()) {
      throw new AppError(
        'runtime-unavailable',
        `${data} belongs to another user (${uid}). Start as that user, or as root.`,
      );
    }
    return identity;
  }
  if (uid === 0) {
    chownSync(data, identity.uid, identity.gid ?? identity.uid);
    return identity;
  }
  return { uid, gid };
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return '';
  }
}

const lastLines = (text: string) => text.trim().split('\n').slice(-3).join(' ');

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

/**
 * Does a Postgres answer? The kernel still takes connections for a process that is being killed, so this waits for one
 * byte of the server's own: the answer to an SSLRequest (PostgreSQL protocol 3, "Message Formats").
 */
function isAnswering(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(port, '127.0.0.1');
    const say = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => socket.write(Uint8Array.of(0, 0, 0, 8, 4, 210, 22, 47)));
    socket.once('data', () => say(true));
    for (const end of ['error', 'close', 'timeout']) socket.once(end, () => say(false));
    socket.setTimeout(2000);
  });
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

/** Ends the server of the cluster that was asked for in `wanted`, whoever started it, and deletes all its data. For tests. */
export async function destroyCluster(wanted: string): Promise<void> {
  const dataDir = placeFor(serverIdentity(), wanted);
  const running = readPostmaster(join(dataDir, 'data'));
  if (running) await stopPostmaster(running.pid);
  for (const folder of [dataDir, wanted]) rmSync(folder, { recursive: true, force: true });
}
