import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { destroyCluster } from '@scholia/db';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ROOT } from './compose-file.ts';
import { runCli } from './run-cli.ts';

const isWebBuilt = existsSync(join(ROOT, 'apps/web/.next/BUILD_ID'));
if (!isWebBuilt) console.warn('Not tested: scholia start, because the web app is not built.');

interface Ready {
  readonly url: string;
  readonly signInLink: string;
  readonly dataDir: string;
  readonly pid: number;
}

let dataDir: string;
let started: ChildProcess[] = [];
const env = () => ({ SCHOLIA_DATA_DIR: dataDir, DATABASE_URL: '', PORT: '0', SCHOLIA_DEMO_IMAGES: '1' });

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'scholia-start-'));
});
afterEach(async () => {
  for (const child of started) child.kill('SIGTERM');
  started = [];
  await destroyCluster(join(dataDir, 'postgres'));
  await rm(dataDir, { recursive: true, force: true });
});

async function start(): Promise<{ ready: Ready; child: ChildProcess; ended: Promise<number | null> }> {
  const args = [
    '--import',
    '@scholia/tooling/typescript',
    join(ROOT, 'apps/cli/src/main.ts'),
    'start',
    '--json',
    '--no-build',
  ];
  const child = spawn(process.execPath, args, { cwd: ROOT, env: { ...process.env, ...env() } });
  started.push(child);
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  let said = '';
  child.stderr.on('data', (text) => {
    said += text;
  });
  let line = '';
  for await (const text of child.stdout) {
    line += text;
    if (line.endsWith('\n')) break;
  }
  if (line === '') throw new Error(`scholia start ended with ${await ended}: ${said}`);
  return { ready: JSON.parse(line), child, ended };
}

const answers = (url: string) =>
  fetch(`${url}/healthz`).then(
    () => true,
    () => false,
  );

describe.runIf(isWebBuilt)('scholia start', { timeout: 240_000 }, () => {
  it('starts everything, once on a folder, survives a kill, and stops everything', async () => {
    const first = await start();
    expect(first.ready).toMatchObject({ dataDir, pid: first.child.pid });
    const signIn = await fetch(first.ready.signInLink, { redirect: 'manual' });
    expect(signIn.status).toBe(303);
    expect(signIn.headers.get('set-cookie')).toMatch(/HttpOnly/i);
    expect((await fetch(first.ready.signInLink)).url).toContain('/sign-in');

    const other = await runCli(['start', '--no-build'], env());
    expect(other.code).toBe(1);
    expect(other.err).toContain(`process ${first.child.pid}`);

    // A command reaches the running server's database, and knows its address.
    const link = await runCli(['user', 'link', 'admin@scholia.local'], env());
    expect(link.out).toContain(`${first.ready.url}/sign-in/link?token=`);

    // Nobody reads any more what its processes say of their end. Postgres stays, for the next start.
    const left = (await childrenOf(first.ready.pid)).filter(({ args }) => !/bin\/postgres/.test(args));
    expect(left.length).toBeGreaterThan(1);
    first.child.stderr?.destroy();
    first.child.kill('SIGKILL');
    await first.ended;
    while (left.some(({ pid }) => isAlive(pid))) await sleep(50);
    expect(await answers(first.ready.url)).toBe(false);

    const second = await start();
    const users = JSON.parse((await runCli(['user', 'list', '--json'], env())).out);
    expect(users).toMatchObject([{ email: 'admin@scholia.local', isAdmin: true }]);
    second.child.kill('SIGTERM');
    expect(await second.ended).toBe(0);
    expect(await answers(second.ready.url)).toBe(false);
    expect(await readdir(dataDir)).not.toContain('start.lock');
  });

  it('starts what dies again, Postgres too', async () => {
    const { ready, child, ended } = await start();
    const pids = (await childrenOf(ready.pid)).filter(({ args }) => /server\.ts|bin\/postgres/.test(args));
    expect(pids).toHaveLength(2);
    for (const { pid } of pids) process.kill(pid, 'SIGKILL');
    while (await answers(ready.url)) await sleep(50);
    while ((await fetch(`${ready.url}/readyz`).catch(() => undefined))?.ok !== true) await sleep(100);
    expect((await runCli(['user', 'list'], env())).code).toBe(0);
    child.kill('SIGINT');
    expect(await ended).toBe(0);
  });
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function childrenOf(parent: number): Promise<{ pid: number; args: string }[]> {
  const ps = spawn('ps', ['-o', 'pid=,args=', '--ppid', String(parent)]);
  let text = '';
  for await (const chunk of ps.stdout) text += chunk;
  return text
    .trim()
    .split('\n')
    .map((line) => ({ pid: Number.parseInt(line, 10), args: line.trim().replace(/^\d+ /, '') }));
}
