import { json, projection } from './projection.ts';

export const training = projection('training', ['training_runs', 'models'], {
  TrainingRequested: (sql, { payload: p, position, recordedAt }) => sql`
    insert into training_runs (id, project_id, status, readings, warm_start_from, position, requested_at, updated_at)
    values (${p.runId}, ${p.projectId}, 'requested', ${json(sql, p.readings)}, ${p.warmStartFrom}, ${position},
      ${recordedAt}, ${recordedAt})`,
  TrainingProgressed: (sql, { payload: p, recordedAt }) => sql`
    update training_runs set status = case status when 'requested' then 'running' else status end, step = ${p.step},
      steps = ${p.steps}, epoch = ${p.epoch}, loss = ${p.loss}, validation_dice = ${p.validationDice},
      eta_ms = ${p.etaMs}, updated_at = ${recordedAt}
    where id = ${p.runId}`,
  TrainingCancelRequested: (sql, { payload, recordedAt }) => sql`
    update training_runs set status = 'cancelling', updated_at = ${recordedAt}
    where id = ${payload.runId} and status in ('requested', 'running')`,
  TrainingCancelled: (sql, { payload, recordedAt }) => sql`
    update training_runs set status = 'cancelled', updated_at = ${recordedAt} where id = ${payload.runId}`,
  TrainingFailed: (sql, { payload: p, recordedAt }) => sql`
    update training_runs set status = 'failed', message = ${p.message}, code = ${p.code}, updated_at = ${recordedAt}
    where id = ${p.runId}`,
  ModelPublished: (sql, { payload: p, position, recordedAt }) => [
    sql`
      insert into models (id, project_id, version, run_id, weights, network, preprocessing, trained_on, held_out, score,
        scores, curve, seconds, position, published_at)
      values (${p.modelId}, ${p.projectId}, ${p.version}, ${p.runId}, ${p.weights}, ${json(sql, p.network)},
        ${json(sql, p.preprocessing)}, ${json(sql, p.trainedOn)}, ${json(sql, p.heldOut)}, ${p.score},
        ${p.scores === null ? null : json(sql, p.scores)}, ${json(sql, p.curve)}, ${p.seconds}, ${position},
        ${recordedAt})`,
    sql`
      update training_runs set status = 'published', model_id = ${p.modelId}, updated_at = ${recordedAt}
      where id = ${p.runId}`,
  ],
});
