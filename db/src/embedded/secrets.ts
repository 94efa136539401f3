import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Passwords of the cluster's roles. Made once; kept beside the data, so that they are moved and restored with it. */
export interface Secrets {
  readonly admin: string;
  readonly owner: string;
  readonly app: string;
}

export function readSecrets(dataDir: string): Secrets {
  const file = join(dataDir, 'secrets.json');
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    const make = () => randomBytes(24).toString('base64url');
    const secrets = { admin: make(), owner: make(), app: make() };
    writePrivately(file, JSON.stringify(secrets));
    return secrets;
  }
}

export function urlsOf(secrets: Secrets, port: number) {
  const at = (user: string, password: string, database: string) =>
    `postgres://${user}:${password}@127.0.0.1:${port}/${database}`;
  return {
    adminUrl: at('postgres', secrets.admin, 'postgres'),
    url: at('scholia_owner', secrets.owner, 'scholia'),
    appUrl: at('scholia_app', secrets.app, 'scholia'),
  };
}

/** Whole or not at all, readable by this user only. */
export function writePrivately(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}.tmp`;
  const file = openSync(temporary, 'w', 0o600);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(temporary, path);
}
