import { projection } from './projection.ts';

export const workers = projection('workers', ['workers'], {
  WorkerStarted: (sql, { payload, recordedAt }) => sql`
    insert into workers (name, provider, status, started_at)
    values (${payload.worker}, ${payload.provider}, 'running', ${recordedAt})
    on conflict (name) do update set provider = excluded.provider, status = 'running',
      started_at = excluded.started_at, stopped_at = null`,
  WorkerStopped: (sql, { payload, recordedAt }) => sql`
    update workers set status = 'stopped', stopped_at = ${recordedAt} where name = ${payload.worker}`,
});
