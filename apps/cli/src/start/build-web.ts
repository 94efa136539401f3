import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '@scholia/core';

const SOURCES = ['apps/web', 'packages', 'package-lock.json'];
/** What no build reads, and what each build writes. */
const SKIP = new Set(['node_modules', '.next', 'next-env.d.ts', 'bench', 'e2e', 'harness', 'test', 'testing']);

/** Builds the web app when its sources changed since the last build. Slow the first time (about half a minute). */
export async function buildWeb(root: string, log: (line: string) => void): Promise<void> {
  const stamp = join(root, 'apps/web/.next/SCHOLIA_BUILD');
  const wanted = fingerprint(root);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  log('Building the web app ...');
  const code = await run(join(root, 'apps/web'), ['build']);
  if (code !== 0)
    throw new AppError('runtime-unavailable', 'The web app could not be built; the output above says why.');
  writeFileSync(stamp, wanted);
}

function run(folder: string, args: readonly string[]): Promise<number | null> {
  const next = join(folder, '../../node_modules/next/dist/bin/next');
  const child = spawn(process.execPath, [next, ...args], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
}

/** Of paths, sizes and times: cheap, and any edit changes it. */
function fingerprint(root: string): string {
  const hash = createHash('sha256');
  const visit = (path: string) => {
    const { mtimeMs, size } = statSync(join(root, path));
    hash.update(`${path} ${size} ${mtimeMs}\n`);
  };
  const walk = (path: string) => {
    if (!statSync(join(root, path)).isDirectory()) {
      visit(path);
      return;
    }
    for (const name of readdirSync(join(root, path)).sort()) {
      if (!SKIP.has(name) && !name.includes('.test.') && !name.includes('.tsbuildinfo')) walk(join(path, name));
    }
  };
  for (const source of SOURCES) walk(source);
  return hash.digest('hex');
}
