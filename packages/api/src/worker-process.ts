import { hostname } from 'node:os';
import { urlOf } from '@scholia/db';
import { streams } from '@scholia/domain';
import { migrateJobs, runWorker, type Tasks } from '@scholia/jobs';
import { createServices, type Services } from './services.ts';
import { beginLife, buryTheDead, recordStop } from './worker-life.ts';

export type Provider = 'cpu' | 'cuda';

export interface WorkerDefinition {
  readonly name: 'inference' | 'training' | 'notary';
  /** Jobs at a time. */
  readonly concurrency: number;
  readonly tasks: (services: Services, provider: Provider) => Tasks;
  /** Follows the event stream until the signal aborts. */
  readonly follow?: ((services: Services, signal: AbortSignal) => Promise<void>) | undefined;
}

const ROUND_MS = 10_000;

/** Runs a worker until SIGTERM or SIGINT: takes jobs, records start and stop, gives unfinished jobs back. */
export async function runWorkerProcess({ name, concurrency, tasks, follow }: WorkerDefinition): Promise<void> {
  const services = await createServices(process.env, { name, connections: 4 });
  const { log } = services;
  const url = urlOf(services.sql);
  const provider: Provider = process.env.SCHOLIA_EXECUTION_PROVIDER === 'cuda' ? 'cuda' : 'cpu';
  const worker = `${name}@${hostname().replace(/[^A-Za-z0-9._-]/g, '-')}:${process.pid}`;
  await migrateJobs(url);
  const life = beginLife(url, worker);
  await life.hold(worker);
  await life.renew();
  await recordStart(services, worker, name, provider);
  let suspects = await buryTheDead(services, 'all');
  const stopping = new AbortController();
  const following = follow?.(services, stopping.signal);
  const runner = await runWorker({
    connectionString: url,
    onWorkerId: (id) => void life.hold(id).catch(() => undefined),
    tasks: tasks(services, provider),
    concurrency,
    log: (line) => log(line as Readonly<Record<string, string | number | boolean>>),
  });
  const round = async () => {
    await life.renew();
    suspects = await buryTheDead(services, suspects);
  };
  // A round that Postgres is away for is made up by the next.
  const rounds = setInterval(() => void round().catch(() => undefined), ROUND_MS);
  const stop = async (signal: string) => {
    if (stopping.signal.aborted) return;
    log({ message: 'worker-stopping', worker, signal });
    stopping.abort();
    clearInterval(rounds);
    await runner.stop();
    await following;
    await recordStop(services, worker);
    await life.end();
    await services.close();
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop(signal));
  // A parent that dies without a word takes its workers along.
  process.once('disconnect', () => void stop('disconnect'));
  // Said last: whoever reads it may send a signal at once.
  log({ message: 'worker-started', worker, provider });
  await runner.done;
}

async function recordStart({ events }: Services, worker: string, name: string, provider: Provider): Promise<void> {
  const actor = { type: 'system', name } as const;
  await events.append({
    streamId: streams.worker(worker),
    events: [{ type: 'WorkerStarted', payload: { worker, provider }, actor }],
  });
}
