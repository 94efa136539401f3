import type { Queryable } from './enqueue.ts';

/** Of these job keys, the ones whose job waits or runs: has not succeeded, and may still be tried. */
export async function liveJobs(sql: Queryable, keys: readonly string[]): Promise<Set<string>> {
  const rows = await sql`
    select key from graphile_worker.jobs
    where key = any(${[...keys]}::text[]) and (attempts < max_attempts or locked_at is not null)`;
  return new Set((rows as { key: string }[]).map(({ key }) => key));
}
