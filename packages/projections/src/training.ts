import type { TransactionSql } from '@scholia/db';
import { json, projection } from './projection.ts';

/** Points of a running curve that are kept: more than one run tells, however often it is taken up. */
const CURVE_POINTS = 200;

const jsonOrNull = (sql: TransactionSql, value: unknown) =>
  value === undefined || value === null ? sql`null` : json(sql, value);

export const training = projection('training', ['training_runs', 'models'], {
  TrainingRequested: (sql, { payload: p, position, recordedAt }) => sql`
    insert into training_runs (id, project_id, status, readings, warm_start_from, method, seconds, overrides, position,
      requested_at, updated_at)
    values (${p.runId}, ${p.projectId}, 'requested', ${json(sql, p.readings)}, ${p.warmStartFrom},
      ${p.method ?? 'automatic'}, ${p.seconds ?? null}, ${jsonOrNull(sql, p.overrides)}, ${position}, ${recordedAt},
      ${recordedAt})`,
  TrainingPlanned: (sql, { payload: p, recordedAt }) => sql`
    update training_runs set status = case status when 'requested' then 'running' else status end,
      plan = ${json(sql, p.plan)}, reasons = ${json(sql, p.reasons)}, device = ${json(sql, p.device)},
      started_at = coalesce(started_at, ${recordedAt}), updated_at = ${recordedAt}
    where id = ${p.runId}`,
  // A run that is taken up again repeats some steps: their points give way to the new ones.
  TrainingProgressed: (sql, { payload: p, recordedAt }) => sql`
    update training_runs set status = case status when 'requested' then 'running' else status end, step = ${p.step},
      steps = ${p.steps}, epoch = ${p.epoch}, loss = ${p.loss},
      validation_dice = coalesce(${p.validationDice}, validation_dice), eta_ms = ${p.etaMs},
      skipped = ${p.skipped ?? 0}, started_at = coalesce(started_at, ${recordedAt}), updated_at = ${recordedAt},
      curve = (
        select coalesce(jsonb_agg(point order by n), '[]') from (
          select point, n from jsonb_array_elements(curve) with ordinality as points (point, n)
          where (point ->> 'step')::int < ${p.step}
          order by n desc limit ${CURVE_POINTS - 1}
        ) kept
      ) || ${json(sql, [{ step: p.step, loss: p.loss, validationDice: p.validationDice, scores: p.scores ?? null }])}
    where id = ${p.runId}`,
  TrainingCancelRequested: (sql, { payload, recordedAt }) => sql`
    update training_runs set status = 'cancelling', updated_at = ${recordedAt}
    where id = ${payload.runId} and status in ('requested', 'running')`,
  TrainingCancelled: (sql, { payload, recordedAt }) => sql`
    update training_runs set status = 'cancelled', updated_at = ${recordedAt}, ended_at = ${recordedAt}
    where id = ${payload.runId}`,
  TrainingFailed: (sql, { payload: p, recordedAt }) => sql`
    update training_runs set status = 'failed', message = ${p.message}, code = ${p.code}, hint = ${p.hint ?? null},
      log = ${jsonOrNull(sql, p.log)}, updated_at = ${recordedAt}, ended_at = ${recordedAt}
    where id = ${p.runId}`,
  // Before there was a method each model was current as soon as it was published.
  ModelPublished: (sql, { payload: p, position, recordedAt }) => [
    sql`
      insert into models (id, project_id, version, run_id, weights, network, preprocessing, trained_on, held_out, score,
        scores, curve, seconds, method, plan, reasons, validation, up_to_position, device, onnx, position, published_at,
        promoted_position, promoted_at)
      values (${p.modelId}, ${p.projectId}, ${p.version}, ${p.runId}, ${p.weights}, ${json(sql, p.network)},
        ${json(sql, p.preprocessing)}, ${json(sql, p.trainedOn)}, ${json(sql, p.heldOut)}, ${p.score},
        ${jsonOrNull(sql, p.scores)}, ${json(sql, p.curve)}, ${p.seconds}, ${p.method ?? 'automatic'},
        ${jsonOrNull(sql, p.plan)}, ${jsonOrNull(sql, p.reasons)}, ${jsonOrNull(sql, p.validation)},
        ${p.upToPosition ?? null}, ${jsonOrNull(sql, p.device)}, ${p.onnx ?? null}, ${position}, ${recordedAt},
        ${p.method ? null : position}, ${p.method ? null : recordedAt})`,
    sql`
      update training_runs set status = 'published', model_id = ${p.modelId}, updated_at = ${recordedAt},
        ended_at = ${recordedAt}
      where id = ${p.runId}`,
  ],
  ModelUploaded: (sql, { payload: p, position, recordedAt }) => sql`
    insert into models (id, project_id, version, origin, name, declaration, report, weights, onnx, network, preprocessing,
      trained_on, held_out, curve, seconds, position, published_at)
    values (${p.modelId}, ${p.projectId}, ${p.version}, 'uploaded', ${p.name}, ${json(sql, p.declaration)},
      ${json(sql, p.report)}, ${p.weights}, ${p.weights}, '{}', '{}', '[]', '[]', '[]', 0, ${position}, ${recordedAt})`,
  ModelMeasurementRequested: (sql, { payload }) => sql`
    update models set is_measuring = true, measuring_stopped = null where id = ${payload.modelId}`,
  ModelMeasured: (sql, { payload: p, recordedAt }) => sql`
    update models set is_measuring = false, measuring_stopped = null, measured_at = ${recordedAt}, score = ${p.score},
      scores = ${jsonOrNull(sql, p.scores)}, validation = ${json(sql, p.validation)}, left_out = ${p.leftOut},
      held_out = ${json(
        sql,
        p.validation.map(({ readingId }) => readingId),
      )}
    where id = ${p.modelId}`,
  ModelMeasurementStopped: (sql, { payload }) => sql`
    update models set is_measuring = false, measuring_stopped = ${payload.reason} where id = ${payload.modelId}`,
  ModelPromoted: (sql, { payload, position, recordedAt }) => sql`
    update models set promoted_position = ${position}, promoted_at = ${recordedAt} where id = ${payload.modelId}`,
});
