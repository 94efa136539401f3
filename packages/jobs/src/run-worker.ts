import { EventEmitter } from 'node:events';
import { Logger, type Runner, run, runMigrations, type TaskList, type WorkerEvents } from 'graphile-worker';
import { PRIORITY_PERSON } from './contract.ts';
import { JOBS, type JobName, type PayloadOf } from './registry.ts';

/**
 * Does one job. Throwing means: try again later, as the contract allows; on the last attempt there is no later. `signal`
 * aborts when the worker must stop.
 */
export type Task<Name extends JobName> = (
  payload: PayloadOf<Name>,
  signal: AbortSignal,
  isLastAttempt: boolean,
) => Promise<void>;
export type Tasks = { readonly [Name in JobName]?: Task<Name> };
export type LogLine = Readonly<Record<string, string | number | boolean | null>>;

export interface WorkerOptions {
  readonly connectionString: string;
  readonly tasks: Tasks;
  /** Jobs at a time that people wait for, and as many of the others: a person never waits until a batch job is done. */
  readonly concurrency: number;
  readonly log: (line: LogLine) => void;
  /** Told the ids under which jobs will be locked. */
  readonly onWorkerId?: ((workerId: string) => void) | undefined;
}

/** Creates or upgrades graphile-worker's own tables. Run once at start, before anything enqueues. */
export async function migrateJobs(connectionString: string): Promise<void> {
  await runMigrations({ connectionString, logger: silentLogger });
}

/** Follows the queue until `stop()`, which lets running jobs see their signal abort and gives them back. */
export async function runWorker({ connectionString, tasks, concurrency, log, onWorkerId }: WorkerOptions): Promise<{
  stop(): Promise<void>;
  readonly done: Promise<void>;
}> {
  const stopping = new AbortController();
  const [persons, batches]: [TaskList, TaskList] = [{}, {}];
  for (const name of Object.keys(tasks) as JobName[]) {
    const lane = JOBS[name].priority <= PRIORITY_PERSON ? persons : batches;
    lane[name] = async (payload, helpers) => {
      const started = Date.now();
      const line = { job: name, id: helpers.job.id, attempt: helpers.job.attempts };
      try {
        const task = tasks[name] as Task<JobName>;
        const isLastAttempt = helpers.job.attempts >= helpers.job.max_attempts;
        await task(JOBS[name].payload.parse(payload) as PayloadOf<JobName>, stopping.signal, isLastAttempt);
        log({ message: 'job-done', ...line, ms: Date.now() - started });
      } catch (error) {
        log({ message: 'job-failed', ...line, ms: Date.now() - started, why: sentenceOf(error) });
        throw error;
      }
    };
  }
  const events: WorkerEvents = new EventEmitter();
  events.on('worker:create', ({ worker }) => onWorkerId?.(worker.workerId));
  const follow = (taskList: TaskList): Promise<Runner> =>
    run({
      events,
      connectionString,
      taskList,
      concurrency,
      pollInterval: 2000,
      noHandleSignals: true,
      logger: silentLogger,
      // Without a delay, be it none, a stop does not wait until the queue knows how the last job ended.
      preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
    });
  const lanes = [persons, batches].filter((lane) => Object.keys(lane).length > 0);
  const runners = await Promise.all(lanes.map(follow));
  const done = Promise.all(runners.map((runner) => runner.promise)).then(() => undefined);
  return {
    done,
    async stop() {
      stopping.abort();
      await Promise.all(runners.map((runner) => runner.stop()));
      // Their connections are closed a little later.
      await done;
    },
  };
}

/** The type of a failure and, for our own errors, its message; never a payload. */
function sentenceOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}`.slice(0, 300) : 'unknown';
}

const silentLogger = new Logger(() => () => undefined);
