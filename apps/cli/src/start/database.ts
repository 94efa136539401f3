import { AppError } from '@scholia/core';
import { type Connection, environment, migrate, startEmbeddedPostgres } from '@scholia/db';
import { migrateJobs } from '@scholia/jobs';

export interface RunningDatabase extends Connection {
  /** Process id of the embedded Postgres; null when somebody else runs it. */
  readonly pid: number | null;
  stop(): Promise<void>;
}

/**
 * The configured Postgres as it is, or the embedded one: started if need be, every migration applied. `stop` ends what was
 * started here.
 */
export async function openDatabase(log: (line: string) => void): Promise<RunningDatabase> {
  const { external, postgresDir, connectionFile } = environment();
  if (external) return { ...external, pid: null, stop: async () => undefined };
  const embedded = await startEmbeddedPostgres({ dataDir: postgresDir, connectionFile, log });
  try {
    await migrateAll(embedded);
  } catch (error) {
    await embedded.stop();
    throw error;
  }
  return embedded;
}

/** Our tables first, then those of graphile-worker, which belong to the role that uses them. Returns what was new. */
export async function migrateAll({ url, appUrl }: Connection): Promise<string[]> {
  const applied = await migrate(url, { appUrl });
  await migrateJobs(appUrl);
  return applied;
}

/** Migrates a Postgres that somebody else runs. Throws AppError 'bad-request' when none is configured. */
export async function migrateConfigured(): Promise<string[]> {
  const { external } = environment();
  if (!external)
    throw new AppError('bad-request', 'Set DATABASE_URL (and DATABASE_OWNER_URL) to the database to migrate.');
  return await migrateAll(external);
}
