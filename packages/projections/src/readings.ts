import type { TransactionSql } from '@scholia/db';
import type { Actor, StoredEvent } from '@scholia/domain';
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

/** Readings and who worked on them. A commit of many operations, of many readings, costs two statements. */
export const readings: Projection = {
  ...lifecycle,
  types: [...lifecycle.types, 'OperationCommitted'],
  statements(sql, events) {
    const operations = events.filter((event) => event.type === 'OperationCommitted');
    const counts = operations.length > 0 ? [countByReading(sql, operations), countByAuthor(sql, operations)] : [];
    return [...lifecycle.statements(sql, events), ...counts];
  },
};

type Operation = StoredEvent<'OperationCommitted'>;
type ByUser = Operation & { readonly actor: Extract<Actor, { type: 'user' }> };

/** How many of each key, and the last of them. */
function tally<T>(operations: readonly T[], keyOf: (operation: T) => string) {
  const counts = new Map<string, { count: number; last: T }>();
  for (const operation of operations) {
    const key = keyOf(operation);
    counts.set(key, { count: (counts.get(key)?.count ?? 0) + 1, last: operation });
  }
  return [...counts.values()];
}

function countByReading(sql: TransactionSql, operations: readonly Operation[]) {
  const counts = tally(operations, ({ payload }) => payload.readingId);
  return sql`
    update readings set operations = operations + t.count, edited_at = t.at,
      last_position = greatest(last_position, t.position)
    from unnest(${counts.map(({ last }) => last.payload.readingId)}::uuid[],
      ${counts.map(({ count }) => count)}::integer[], ${counts.map(({ last }) => last.recordedAt)}::timestamptz[],
      ${counts.map(({ last }) => String(last.position))}::bigint[]) as t (id, count, at, position)
    where readings.id = t.id`;
}

function countByAuthor(sql: TransactionSql, operations: readonly Operation[]) {
  const byUsers = operations.filter((operation): operation is ByUser => operation.actor.type === 'user');
  const counts = tally(byUsers, ({ payload, actor }) => `${payload.readingId} ${actor.userId}`);
  return sql`
    insert into reading_authors (reading_id, user_id, operations, last_at)
    select * from unnest(${counts.map(({ last }) => last.payload.readingId)}::uuid[],
      ${counts.map(({ last }) => last.actor.userId)}::uuid[], ${counts.map(({ count }) => count)}::integer[],
      ${counts.map(({ last }) => last.recordedAt)}::timestamptz[])
    on conflict (reading_id, user_id) do update
      set operations = reading_authors.operations + excluded.operations, last_at = excluded.last_at`;
}
