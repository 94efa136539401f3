import type { Queryable } from '@scholia/db';
import { iso, isoOrNull } from '../rows.ts';

export interface WorkerView {
  readonly name: string;
  /** Execution provider, e.g. 'cpu' or 'cuda'. */
  readonly provider: string;
  readonly status: 'running' | 'stopped';
  readonly startedAt: string;
  readonly stoppedAt: string | null;
}

export async function listWorkers(sql: Queryable): Promise<WorkerView[]> {
  const rows = await sql<
    { name: string; provider: string; status: WorkerView['status']; started_at: Date; stopped_at: Date | null }[]
  >`select * from workers order by name`;
  return rows.map((row) => ({
    name: row.name,
    provider: row.provider,
    status: row.status,
    startedAt: iso(row.started_at),
    stoppedAt: isoOrNull(row.stopped_at),
  }));
}
