import { must, type ProjectId } from '@scholia/core';
import type { Queryable } from '@scholia/db';
import { fields, type ModelMethod, monthOf, type RetrainingFacts } from '@scholia/domain';
import { submittedReadings, trainingReadingsOf } from './readings.ts';
import { activeTrainingRun, trainingRunsOf } from './training.ts';

/** What `nextTraining` decides by, as of now (milliseconds since 1970). */
export async function retrainingFacts(sql: Queryable, projectId: ProjectId, now: number): Promise<RetrainingFacts> {
  const submitted = await submittedReadings(sql, projectId);
  const readings = trainingReadingsOf(submitted);
  const runs = await trainingRunsOf(sql, projectId);
  const freshFor = (method: ModelMethod) => {
    const last = runs.find((run) => run.method === method);
    const known = new Set(last?.readings.map(({ readingId, position }) => `${readingId}@${position}`));
    return readings.filter(({ readingId, position }) => !known.has(`${readingId}@${position}`)).length;
  };
  const fresh = Object.fromEntries(fields.modelMethod.options.map((method) => [method, freshFor(method)]));
  const times = submitted.map(({ submission }) => Date.parse(submission.at));
  return {
    now,
    isTraining: (await activeTrainingRun(sql, projectId)) !== undefined,
    canLearn: readings.some(({ heldOut }) => !heldOut),
    fresh: fresh as Readonly<Record<ModelMethod, number>>,
    lastSubmittedAt: times.length === 0 ? null : Math.max(...times),
    hoursUsed: await trainingHours(sql, projectId, now),
  };
}

/** Hours of training in the calendar month (UTC) of `now`: published, failed and cancelled runs, and the one under way, whoever asked for them. */
async function trainingHours(sql: Queryable, projectId: ProjectId, now: number): Promise<number> {
  const { start } = monthOf(now);
  const [row] = await sql<{ seconds: number | null }[]>`
    select sum(extract(epoch from
      coalesce(ended_at, ${new Date(now)}) - greatest(started_at, ${new Date(start)})))::double precision as seconds
    from training_runs
    where project_id = ${projectId} and started_at is not null and coalesce(ended_at, ${new Date(now)}) > ${new Date(start)}`;
  return (must(row, 'a sum is one row').seconds ?? 0) / 3600;
}
