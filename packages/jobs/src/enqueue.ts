import type { JobContract } from './contract.ts';
import { JOBS, type JobName, type PayloadOf } from './registry.ts';

/** The one thing needed of a postgres.js pool or transaction. */
// biome-ignore lint/suspicious/noExplicitAny: postgres.js types its tagged template with any
export type Queryable = (template: TemplateStringsArray, ...values: any[]) => PromiseLike<unknown>;

/**
 * Adds a job in the caller's transaction: it exists if and only if the rest of that transaction does.
 * A waiting job with the same key is replaced; a running one is followed by this one.
 */
export async function enqueue<Name extends JobName>(
  sql: Queryable,
  name: Name,
  payload: PayloadOf<Name>,
  { runAt }: { readonly runAt?: Date | undefined } = {},
): Promise<void> {
  const contract: JobContract = JOBS[name];
  const checked = contract.payload.parse(payload);
  await sql`
    select graphile_worker.add_job(
      identifier => ${name}::text,
      payload => ${JSON.stringify(checked)}::text::json,
      queue_name => ${contract.queue ?? null}::text,
      run_at => ${runAt?.toISOString() ?? null}::timestamptz,
      max_attempts => ${contract.maxAttempts}::int,
      job_key => ${contract.key(checked) ?? null}::text,
      priority => ${contract.priority}::int)`;
}
