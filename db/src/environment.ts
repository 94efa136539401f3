import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Connection {
  /** As the owner: migrations, backups. */
  readonly url: string;
  /** As scholia_app: everything else. */
  readonly appUrl: string;
}

export interface Environment {
  readonly dataDir: string;
  readonly postgresDir: string;
  readonly blobDir: string;
  readonly connectionFile: string;
  /** A Postgres that somebody else runs, from DATABASE_URL and DATABASE_OWNER_URL. */
  readonly external: Connection | undefined;
  /** How to reach the database now; undefined when none is configured and none has been started. */
  connection(): Connection | undefined;
}

/** Where things are. DATABASE_OWNER_URL may be left out by processes that never migrate. */
export function environment(env: Readonly<Record<string, string | undefined>> = process.env): Environment {
  const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
  const dataDir = env.SCHOLIA_DATA_DIR ? resolve(env.SCHOLIA_DATA_DIR) : join(root, '.scholia');
  const connectionFile = join(dataDir, 'connection.json');
  const external = env.DATABASE_URL
    ? { url: env.DATABASE_OWNER_URL || env.DATABASE_URL, appUrl: env.DATABASE_URL }
    : undefined;
  return {
    dataDir,
    postgresDir: join(dataDir, 'postgres'),
    blobDir: join(dataDir, 'blobs'),
    connectionFile,
    external,
    connection: () => external ?? readConnection(connectionFile),
  };
}

export function readConnection(file: string): Connection | undefined {
  try {
    const { url, appUrl } = JSON.parse(readFileSync(file, 'utf8'));
    return typeof url === 'string' && typeof appUrl === 'string' ? { url, appUrl } : undefined;
  } catch {
    return undefined;
  }
}
