import { readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** The user that Postgres runs as; undefined ids mean "the one we are". */
export interface Identity {
  readonly uid: number | undefined;
  readonly gid: number | undefined;
}

/** Postgres refuses root, so as root it runs as the user `postgres` where there is one, and as nobody otherwise. */
export function serverIdentity(): Identity {
  if (process.getuid?.() !== 0) return { uid: undefined, gid: undefined };
  const entry = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .find(([name]) => name === 'postgres');
  return entry ? { uid: Number(entry[2]), gid: Number(entry[3]) } : { uid: 65534, gid: 65534 };
}

/** Can this user walk down to `path` and read it? (/root is mode 700.) */
export function canReach(identity: Identity, path: string): boolean {
  if (identity.uid === undefined) return true;
  for (let folder = path; ; folder = dirname(folder)) {
    const { uid, gid, mode } = statSync(folder);
    const shift = uid === identity.uid ? 6 : gid === identity.gid ? 3 : 0;
    if (((mode >> shift) & 0o1) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}

/** Options of spawn: that user, a folder that it can enter, and none of our environment (PGHOST, secrets). */
export function runningAs(identity: Identity) {
  const env = { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' } as unknown as NodeJS.ProcessEnv;
  if (identity.uid === undefined) return { cwd: '/', env };
  return { cwd: '/', env, uid: identity.uid, gid: identity.gid ?? identity.uid };
}
