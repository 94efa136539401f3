import { connect, type Sql } from '@scholia/db';
import { streams } from '@scholia/domain';
import { listWorkers } from '@scholia/projections';
import type { Services } from './services.ts';

/** A connection whose advisory locks say that somebody is alive: they go when its process does, however it ends. */
export interface Life {
  hold(name: string): Promise<void>;
  /** Takes the locks again when Postgres has been away. */
  renew(): Promise<void>;
  end(): Promise<void>;
}

export function beginLife(url: string, connectionName: string): Life {
  const sql = connect(url, { max: 1, name: connectionName });
  const held = new Set<string>();
  let session = 0;
  const lock = (name: string) => sql`select pg_advisory_lock(hashtextextended(${name}, 0))`;
  return {
    async hold(name) {
      held.add(name);
      await lock(name);
    },
    async renew() {
      const [{ pid }] = await sql<{ pid: number }[]>`select pg_backend_pid() as pid`;
      if (pid !== session && session !== 0) for (const name of held) await lock(name);
      session = pid;
    },
    end: () => sql.end({ timeout: 1 }),
  };
}

/**
 * Who does something, and is dead: holders of jobs, and workers that the log believes to run. `suspects` are those of the
 * round before; only who was missed twice is taken for dead, so that all may come back after a restart of Postgres.
 */
export async function buryTheDead(services: Services, suspects: ReadonlySet<string> | 'all'): Promise<Set<string>> {
  const { sql } = services;
  const holders = await sql<{ name: string }[]>`
    select distinct locked_by as name from graphile_worker._private_jobs where locked_by is not null`;
  const running = (await listWorkers(sql)).filter(({ status }) => status === 'running');
  const silent = await silentOnes(
    sql,
    [...holders, ...running].map(({ name }) => name),
  );
  const dead = new Set([...silent].filter((name) => suspects === 'all' || suspects.has(name)));
  const lost = holders.map(({ name }) => name).filter((name) => dead.has(name));
  // By graphile-worker's own rule they would stay locked for hours. A job done twice counts once: every task sees to it.
  if (lost.length > 0) await sql`select graphile_worker.force_unlock_workers(${lost}::text[])`;
  for (const { name } of running) if (dead.has(name)) await recordStop(services, name);
  return silent;
}

async function silentOnes(sql: Sql, names: readonly string[]): Promise<Set<string>> {
  const rows = await sql<{ name: string }[]>`
    select name from unnest(${[...new Set(names)]}::text[]) as name
    where pg_try_advisory_xact_lock(hashtextextended(name, 0))`;
  return new Set(rows.map(({ name }) => name));
}

/** Once, whoever notices first. */
export async function recordStop({ events }: Services, worker: string): Promise<void> {
  await events.transact(async (tx) => {
    await tx.lockStream(streams.worker(worker));
    const known = (await listWorkers(tx.sql)).find(({ name }) => name === worker);
    if (known?.status !== 'running') return;
    const actor = { type: 'system', name: worker.split('@')[0] } as const;
    tx.append({ streamId: streams.worker(worker), events: [{ type: 'WorkerStopped', payload: { worker }, actor }] });
  });
}
