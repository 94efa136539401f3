import { type Connection, environment, migrate, startEmbeddedPostgres } from '@scholia/db';
import { migrateJobs } from '@scholia/jobs';

export interface RunningDatabase extends Connection {
  /** Where its data is; null when somebody else runs it. */
  readonly dataDir: string | null;
  stop(): Promise<void>;
}

/** The configured Postgres, or the embedded one, started if need be; with every migration applied. */
export async function openDatabase(log: (line: string) => void): Promise<RunningDatabase> {
  const places = environment();
  if (places.external) {
    await prepare(places.external);
    return { ...places.external, dataDir: null, stop: async () => undefined };
  }
  const embedded = await startEmbeddedPostgres({
    dataDir: places.postgresDir,
    connectionFile: places.connectionFile,
    log,
  });
  await prepare(embedded);
  return embedded;
}

/** Tables first, then graphile-worker's own, which belong to the role that uses them. */
async function prepare({ url, appUrl }: Connection): Promise<void> {
  await migrate(url, { appUrl });
  await migrateJobs(appUrl);
}
