import { hostname } from 'node:os';
import { connect, type Sql, urlOf } from '@scholia/db';
import { streams } from '@scholia/domain';
import { migrateJobs, runWorker, type Tasks } from '@scholia/jobs';
import { createServices, type Services } from './services.ts';

export interface WorkerDefinition {
  readonly name: 'inference' | 'training';
  /** Jobs at a time. */
  readonly concurrency: number;
  readonly tasks: (services: Services) => Tasks;
  /** Follows the event stream until the signal aborts. */
  readonly follow?: ((services: Services, signal: AbortSignal) => Promise<void>) | undefined;
}

/** Runs a worker until SIGTERM or SIGINT: takes jobs, records start and stop, gives unfinished jobs back. */
export async function runWorkerProcess({ name, concurrency, tasks, follow }: WorkerDefinition): Promise<void> {
  const services = await createServices(process.env, { name, connections: 4 });
  const { events, log, sql } = services;
  const provider = process.env.SCHOLIA_EXECUTION_PROVIDER === 'cuda' ? 'cuda' : 'cpu';
  const worker = `${name}@${hostname().replace(/[^A-Za-z0-9._-]/g, '-')}:${process.pid}`;
  const record = async (type: 'WorkerStarted' | 'WorkerStopped') => {
    const actor = { type: 'system', name } as const;
    const event =
      type === 'WorkerStarted' ? { type, payload: { worker, provider }, actor } : { type, payload: { worker }, actor };
    await events.transact(async (tx) => tx.append({ streamId: streams.worker(worker), events: [event] }));
  };
  await migrateJobs(urlOf(sql));
  await record('WorkerStarted');
  const stopping = new AbortController();
  const following = follow?.(services, stopping.signal);
  const life = await holdLife(urlOf(sql), worker);
  await giveBackDeadJobs(sql);
  const rounds = setInterval(() => void giveBackDeadJobs(sql).catch(() => undefined), RECLAIM_EVERY_MS);
  const runner = await runWorker({
    connectionString: urlOf(sql),
    onWorkerId: (id) => life.hold(id),
    tasks: tasks(services),
    concurrency,
    log: (line) => log(line as Readonly<Record<string, string | number | boolean>>),
  });
  const stop = async (signal: string) => {
    log({ message: 'worker-stopping', worker, signal });
    stopping.abort();
    clearInterval(rounds);
    await runner.stop();
    await following;
    await record('WorkerStopped');
    await life.end();
    await services.close();
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop(signal));
  // A parent that dies without a word takes its workers along.
  process.once('disconnect', () => void stop('disconnect'));
  // Said last: whoever reads it may send a signal at once.
  log({ message: 'worker-started', worker, provider });
  await runner.done;
}

const RECLAIM_EVERY_MS = 10_000;

/** A connection whose advisory locks say that the holder of a job is alive: they go when its process does. */
async function holdLife(url: string, name: string) {
  const sql = connect(url, { max: 1, name });
  await sql`select 1`;
  return {
    hold: (workerId: string) => {
      void sql`select pg_advisory_lock(hashtextextended(${workerId}, 0))`.catch(() => undefined);
    },
    end: () => sql.end({ timeout: 1 }),
  };
}

/**
 * A killed worker leaves its jobs locked, by graphile-worker's own rule for hours. Whoever runs next gives back those whose
 * holder's lock is free. A job that is thereby done twice counts once, as every task sees to itself.
 */
async function giveBackDeadJobs(sql: Sql): Promise<void> {
  await sql`
    with dead as (
      select distinct locked_by from graphile_worker._private_jobs
      where locked_by is not null and pg_try_advisory_xact_lock(hashtextextended(locked_by, 0))
    )
    select graphile_worker.force_unlock_workers(array_agg(locked_by)) from dead having count(*) > 0`;
}
