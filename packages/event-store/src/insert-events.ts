import type { Queryable } from '@scholia/db';
import type { StoredEvent } from '@scholia/domain';

const utf8 = new TextDecoder();

/** Writes events that have their places, in one statement. `table` has the columns of the log. (Default: the log itself) */
export function insertEvents(sql: Queryable, events: readonly StoredEvent[], table = 'events') {
  const column = <T>(pick: (event: StoredEvent) => T) => events.map(pick);
  return sql`
    insert into ${sql(table)} (log_id, position, stream_id, version, event_id, type, schema_version, actor,
      project_id, image_id, reading_id, recorded_at, canonical, prev_hash, hash)
    select t.log_id, t.position, t.stream_id, t.version, t.event_id, t.type, t.schema_version, t.actor::jsonb,
      t.project_id, t.image_id, t.reading_id, t.recorded_at,
      convert_to(t.canonical, 'UTF8'), decode(t.prev_hash, 'hex'), decode(t.hash, 'hex')
    from unnest(
      ${column((event) => event.logId)}::text[], ${column((event) => String(event.position))}::bigint[],
      ${column((event) => event.streamId)}::text[],
      ${column((event) => String(event.version))}::bigint[], ${column((event) => event.eventId)}::uuid[],
      ${column((event) => event.type)}::text[], ${column((event) => String(event.schemaVersion))}::integer[],
      ${column((event) => JSON.stringify(event.actor))}::text[],
      ${column((event) => event.projectId)}::uuid[], ${column((event) => event.imageId)}::uuid[],
      ${column((event) => event.readingId)}::uuid[], ${column((event) => event.recordedAt)}::timestamptz[],
      ${column((event) => utf8.decode(event.canonical))}::text[],
      ${column((event) => event.prevHash)}::text[], ${column((event) => event.hash)}::text[]
    ) as t (log_id, position, stream_id, version, event_id, type, schema_version, actor, project_id, image_id, reading_id,
            recorded_at, canonical, prev_hash, hash)`;
}
