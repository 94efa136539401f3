import { json, projection } from './projection.ts';

export const proposals = projection('proposals', ['proposals', 'segmentation_requests'], {
  SegmentationRequested: (sql, { payload: p, actor, recordedAt }) => sql`
    insert into segmentation_requests (id, reading_id, image_id, method, label, other_labels, up_to_position, parameters,
      from_proposal, model_id, refining_model_id, requested_by, status, requested_at)
    values (${p.requestId}, ${p.readingId}, ${p.imageId}, ${p.method}, ${p.label},
      ${p.otherLabels ?? []}::integer[], ${p.upToPosition}::text::bigint, ${json(sql, p.parameters)},
      ${p.from ?? null}::uuid, ${p.modelId ?? null}::uuid, ${p.refiningModelId ?? null}::uuid,
      ${actor.type === 'user' ? actor.userId : null}, 'waiting', ${recordedAt})`,
  SegmentationCancelled: (sql, { payload }) => sql`
    update segmentation_requests set status = 'cancelled' where id = ${payload.requestId}`,
  SegmentationFailed: (sql, { payload }) => sql`
    update segmentation_requests set status = 'failed', message = ${payload.message} where id = ${payload.requestId}`,
  ProposalOffered: (sql, { payload: p, position, recordedAt }) => [
    sql`update segmentation_requests set status = 'answered' where id = ${p.requestId}::text::uuid`,
    // An answer replaces the former one of its reading in what is shown, and a prediction that of its image, whether it had a reading
    // then or not; the older can still be named. What a reader asked for touches nothing of the other readers.
    sql`
      update proposals set status = 'superseded'
      where image_id = ${p.imageId} and status = 'offered' and (request_id is null) = ${p.requestId === null}
        and (request_id is null or reading_id is not distinct from ${p.readingId}::text::uuid)`,
    sql`
      insert into proposals (id, image_id, project_id, reading_id, request_id, source, blob, voxels, elapsed_ms,
        cell_voxels, uncertainty, chances, stages_ms, settings, status, position, offered_at)
      values (${p.proposalId}, ${p.imageId}, ${p.projectId}, ${p.readingId}, ${p.requestId}, ${json(sql, p.source)},
        ${p.blob}, ${json(sql, p.voxels)}, ${p.elapsedMs}, ${p.cellVoxels ?? null}::integer[],
        ${p.uncertainty ?? null}, ${p.chances ? json(sql, p.chances) : null},
        ${p.stagesMs ? json(sql, p.stagesMs) : null}, ${p.settings ? json(sql, p.settings) : null}, 'offered', ${position}, ${recordedAt})`,
  ],
  ProposalDiscarded: (sql, { payload }) => sql`
    update proposals set status = 'discarded' where id = ${payload.proposalId}`,
});
