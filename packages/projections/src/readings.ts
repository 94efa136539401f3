import type { UserId } from '@scholia/core';
import type { TransactionSql } from '@scholia/db';
import type { StoredEvent } from '@scholia/domain';
import { type Projection, projection } from './projection.ts';

const lifecycle = projection('readings', ['readings', 'reading_authors', 'signatures'], {
  ReadingOpened: (sql, { payload, actor, position, recordedAt }) => sql`
    insert into readings (id, image_id, project_id, mode, reader_id, status, last_position, opened_at)
    values (${payload.readingId}, ${payload.imageId}, ${payload.projectId}, ${payload.mode},
      ${payload.mode === 'blinded' && actor.type === 'user' ? actor.userId : null}, 'open', ${position}, ${recordedAt})`,
  ReadingSubmitted: (sql, { payload, actor, position, recordedAt }) => sql`
    update readings set status = 'submitted', last_position = ${position}, submitted_at = ${recordedAt},
      submitted_by = ${actor.type === 'user' ? actor.userId : null}, label_digest = ${payload.labelDigest},
      label_blob = ${payload.labelBlob}, up_to_position = ${payload.upToPosition}::text::bigint,
      held_out = ${payload.heldOut},
      submission_number = case when mode = 'collaborative' then coalesce(submission_number,
        (select count(submission_number) + 1 from readings where project_id = ${payload.projectId})) end
    where id = ${payload.readingId}`,
  ReadingSigned: (sql, { payload, actor, position, recordedAt }) => sql`
    insert into signatures (reading_id, position, project_id, image_id, stage, statement, text, label_digest,
      up_to_position, signed_by, signed_at)
    values (${payload.readingId}, ${position}, ${payload.projectId}, ${payload.imageId}, ${payload.stage},
      ${payload.statement}, ${payload.text}, ${payload.labelDigest}, ${payload.upToPosition}::text::bigint,
      ${actor.type === 'user' ? actor.userId : null}, ${recordedAt})`,
  ReadingReopened: (sql, { payload, position }) => sql`
    update readings set status = 'open', last_position = ${position} where id = ${payload.readingId}`,
});

/** Readings and who worked on them. A commit of many operations costs two statements, not two for each. */
export const readings: Projection = {
  ...lifecycle,
  types: [...lifecycle.types, 'OperationCommitted'],
  async apply(sql, events) {
    await lifecycle.apply(sql, events);
    for (const [readingId, operations] of byReading(events)) await countOperations(sql, readingId, operations);
  },
};

type Operation = StoredEvent<'OperationCommitted'>;

function byReading(events: readonly StoredEvent[]): Map<string, Operation[]> {
  const groups = new Map<string, Operation[]>();
  for (const event of events) {
    if (event.type !== 'OperationCommitted') continue;
    const group = groups.get(event.payload.readingId);
    if (group) group.push(event);
    else groups.set(event.payload.readingId, [event]);
  }
  return groups;
}

async function countOperations(sql: TransactionSql, readingId: string, operations: readonly Operation[]) {
  const last = operations[operations.length - 1];
  const authors = new Map<UserId, { operations: number; lastAt: string }>();
  for (const { actor, recordedAt } of operations) {
    if (actor.type !== 'user') continue;
    authors.set(actor.userId, { operations: (authors.get(actor.userId)?.operations ?? 0) + 1, lastAt: recordedAt });
  }
  await Promise.all([
    sql`
      update readings set operations = operations + ${operations.length}, edited_at = ${last.recordedAt},
        last_position = greatest(last_position, ${last.position})
      where id = ${readingId}`,
    ...[...authors].map(
      ([userId, author]) => sql`
        insert into reading_authors (reading_id, user_id, operations, last_at)
        values (${readingId}, ${userId}, ${author.operations}, ${author.lastAt})
        on conflict (reading_id, user_id) do update
          set operations = reading_authors.operations + excluded.operations, last_at = excluded.last_at`,
    ),
  ]);
}
