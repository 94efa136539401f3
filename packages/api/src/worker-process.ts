import { hostname } from 'node:os';
import { urlOf } from '@scholia/db';
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
  log({ message: 'worker-started', worker, provider });
  const stopping = new AbortController();
  const following = follow?.(services, stopping.signal);
  const runner = await runWorker({
    connectionString: urlOf(sql),
    tasks: tasks(services),
    concurrency,
    log: (line) => log(line as Readonly<Record<string, string | number | boolean>>),
  });
  const stop = async (signal: string) => {
    log({ message: 'worker-stopping', worker, signal });
    stopping.abort();
    await runner.stop();
    await following;
    await record('WorkerStopped');
    await services.close();
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop(signal));
  // A parent that dies without a word takes its workers along.
  process.once('disconnect', () => void stop('disconnect'));
  await runner.done;
}
