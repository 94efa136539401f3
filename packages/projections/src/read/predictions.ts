import type { ImageId, ModelId, ProjectId } from '@scholia/core';
import type { Queryable } from '@scholia/db';
import { canonicalSettings, DEFAULT_PREDICTIONS, type ImageSelection, type PredictionSettings } from '@scholia/domain';
import { iso } from '../rows.ts';

/** Predictions of many images that somebody asked for. */
export interface PredictionBatchView {
  readonly id: string;
  readonly projectId: ProjectId;
  readonly modelId: ModelId;
  readonly which: ImageSelection;
  readonly status: 'running' | 'done' | 'cancelled';
  readonly total: number;
  readonly done: number;
  readonly failed: number;
  readonly requestedAt: string;
  /** The last that was heard of it. */
  readonly updatedAt: string;
}

interface BatchRow {
  id: string;
  project_id: ProjectId;
  model_id: ModelId;
  which: ImageSelection;
  is_cancelled: boolean;
  total: number;
  waiting: number;
  done: number;
  failed: number;
  requested_at: Date;
  updated_at: Date;
}

const counted = (sql: Queryable) => sql`
  select b.*, count(*)::int as total, (count(*) filter (where i.status = 'waiting'))::int as waiting,
    (count(*) filter (where i.status = 'done'))::int as done, (count(*) filter (where i.status = 'failed'))::int as failed
  from prediction_batches b join prediction_images i on i.batch_id = b.id`;

const batchOf = (row: BatchRow): PredictionBatchView => ({
  id: row.id,
  projectId: row.project_id,
  modelId: row.model_id,
  which: row.which,
  status: row.is_cancelled ? 'cancelled' : row.waiting === 0 ? 'done' : 'running',
  total: row.total,
  done: row.done,
  failed: row.failed,
  requestedAt: iso(row.requested_at),
  updatedAt: iso(row.updated_at),
});

/** Newest first. */
export async function predictionBatchesOf(sql: Queryable, projectId: ProjectId): Promise<PredictionBatchView[]> {
  const rows = await sql<BatchRow[]>`
    ${counted(sql)} where b.project_id = ${projectId} group by b.id order by b.position desc`;
  return rows.map(batchOf);
}

export async function getPredictionBatch(sql: Queryable, batchId: string): Promise<PredictionBatchView | undefined> {
  const [row] = await sql<BatchRow[]>`${counted(sql)} where b.id = ${batchId} group by b.id`;
  return row && batchOf(row);
}

/** The images of a batch that are still to come, and that no other batch of the same model waits for. */
export async function imagesAwaitedBy(sql: Queryable, batchId: string): Promise<ImageId[]> {
  const rows = await sql<{ image_id: ImageId }[]>`
    select i.image_id from prediction_images i join prediction_batches b on b.id = i.batch_id
    where i.batch_id = ${batchId} and i.status = 'waiting' and not exists (
      select 1 from prediction_images o join prediction_batches c on c.id = o.batch_id
      where o.image_id = i.image_id and o.status = 'waiting' and c.model_id = b.model_id and c.id <> b.id)`;
  return rows.map((row) => row.image_id);
}

/** Does somebody wait for this model's prediction of this image? */
export async function isPredictionAwaited(sql: Queryable, imageId: ImageId, modelId: ModelId): Promise<boolean> {
  const rows = await sql`
    select 1 from prediction_images i join prediction_batches b on b.id = i.batch_id
    where i.image_id = ${imageId} and i.status = 'waiting' and b.model_id = ${modelId} limit 1`;
  return rows.length > 0;
}

/** Images whose last prediction was made otherwise than `settings` say. Answers to clicks are none. */
export async function imagesPredictedOtherwise(
  sql: Queryable,
  projectId: ProjectId,
  settings: PredictionSettings,
): Promise<Set<ImageId>> {
  const text = (one: PredictionSettings) => JSON.stringify(canonicalSettings(one));
  const rows = await sql<{ image_id: ImageId }[]>`
    select image_id from (
      select distinct on (image_id) image_id, coalesce(settings, ${text(DEFAULT_PREDICTIONS)}::text::jsonb) as settings
      from proposals where project_id = ${projectId} and source ->> 'type' = 'model' and request_id is null
      order by image_id, position desc
    ) last
    where settings <> ${text(settings)}::text::jsonb`;
  return new Set(rows.map((row) => row.image_id));
}
