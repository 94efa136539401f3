import type { ImageId, ModelId } from '@scholia/core';
import type { TransactionSql } from '@scholia/db';
import { projection } from './projection.ts';

/** An image counts in every batch that waits for this model's word on it, whoever asked for that first. */
const answered = (
  sql: TransactionSql,
  imageId: ImageId,
  modelId: ModelId,
  status: 'done' | 'failed',
  at: string,
) => sql`
  with answered as (
    update prediction_images i set status = ${status} from prediction_batches b
    where i.batch_id = b.id and b.model_id = ${modelId} and i.image_id = ${imageId} and i.status = 'waiting'
    returning i.batch_id)
  update prediction_batches set updated_at = ${at} where id in (select batch_id from answered)`;

export const predictions = projection('predictions', ['prediction_batches', 'prediction_images'], {
  PredictionsRequested: (sql, { payload: p, position, recordedAt }) => [
    sql`
      insert into prediction_batches (id, project_id, model_id, which, position, requested_at, updated_at)
      values (${p.batchId}, ${p.projectId}, ${p.modelId}, ${p.which}, ${position}, ${recordedAt}, ${recordedAt})`,
    sql`
      insert into prediction_images (batch_id, image_id, status)
      select ${p.batchId}, image_id, 'waiting' from unnest(${[...p.imageIds]}::uuid[]) as image_id`,
  ],
  PredictionsCancelled: (sql, { payload: p, recordedAt }) => [
    sql`update prediction_batches set is_cancelled = true, updated_at = ${recordedAt} where id = ${p.batchId}`,
    sql`update prediction_images set status = 'dropped' where batch_id = ${p.batchId} and status = 'waiting'`,
  ],
  ImageScored: (sql, { payload: p, recordedAt }) => answered(sql, p.imageId, p.modelId, 'done', recordedAt),
  PredictionFailed: (sql, { payload: p, recordedAt }) => answered(sql, p.imageId, p.modelId, 'failed', recordedAt),
  ImageWithdrawn: (sql, { payload }) => sql`
    update prediction_images set status = 'dropped' where image_id = ${payload.imageId} and status = 'waiting'`,
});
