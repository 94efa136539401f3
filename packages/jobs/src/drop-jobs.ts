import type { Queryable } from './enqueue.ts';

/** Removes the jobs with these keys that nobody has begun. */
export async function dropJobs(sql: Queryable, keys: readonly string[]): Promise<void> {
  await sql`
    select graphile_worker.remove_job(key) from graphile_worker.jobs
    where key = any(${[...keys]}::text[]) and locked_at is null`;
}
