import { projection } from './projection.ts';

export const queue = projection('queue', ['queue', 'image_scores'], {
  ImageScored: (sql, { payload: p, recordedAt }) => sql`
    insert into image_scores (image_id, project_id, model_id, uncertainty, passes, scored_at)
    values (${p.imageId}, ${p.projectId}, ${p.modelId}, ${p.uncertainty}, ${p.passes}, ${recordedAt})
    on conflict (image_id) do update set model_id = excluded.model_id, uncertainty = excluded.uncertainty,
      passes = excluded.passes, scored_at = excluded.scored_at`,
  QueueRanked: (sql, { payload: p }) => [
    sql`delete from queue where project_id = ${p.projectId}`,
    sql`
      insert into queue (project_id, rank, image_id, model_id, uncertainty)
      select ${p.projectId}, t.rank, t.image_id, ${p.modelId}, t.uncertainty
      from unnest(${p.order.map((one) => one.imageId)}::uuid[],
                  ${p.order.map((one) => one.uncertainty)}::double precision[])
        with ordinality as t (image_id, uncertainty, rank)`,
  ],
});
