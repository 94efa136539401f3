import type { ProjectId, ReadingId } from '@scholia/core';
import type { Queryable } from '@scholia/db';
import type { EventType, StoredEvent } from '@scholia/domain';
import { decodeEvent } from '@scholia/ledger';

export interface EventFilter {
  readonly types?: readonly EventType[] | undefined;
  readonly streamId?: string | undefined;
  readonly projectId?: ProjectId | undefined;
  /** Any of these; none means nothing. */
  readonly projectIds?: readonly ProjectId[] | undefined;
  readonly readingId?: ReadingId | undefined;
}

export interface ReadOptions extends EventFilter {
  /** Events beyond this position. */
  readonly after: bigint;
  /** Up to and with this position. (Default: the head) */
  readonly upTo?: bigint | undefined;
  readonly limit: number;
}

/** Events in order of position. Never passes one that is still to commit: positions are given in order of commit. */
export async function readEvents(sql: Queryable, logId: string, options: ReadOptions): Promise<StoredEvent[]> {
  const { after, upTo, limit, types, streamId, projectId, projectIds, readingId } = options;
  const rows = await sql<{ canonical: Buffer; hash: string }[]>`
    select canonical, encode(hash, 'hex') as hash from events
    where log_id = ${logId} and position > ${after}
      ${upTo === undefined ? sql`` : sql`and position <= ${upTo}`}
      ${types === undefined ? sql`` : sql`and type = any(${[...types]}::text[])`}
      ${streamId === undefined ? sql`` : sql`and stream_id = ${streamId}`}
      ${projectId === undefined ? sql`` : sql`and project_id = ${projectId}`}
      ${projectIds === undefined ? sql`` : sql`and project_id = any(${[...projectIds]}::uuid[])`}
      ${readingId === undefined ? sql`` : sql`and reading_id = ${readingId}`}
    order by position limit ${limit}`;
  return rows.map((row) => decodeEvent(new Uint8Array(row.canonical), row.hash));
}

/** The same filter, for events that are already at hand. */
export function matches(event: StoredEvent, filter: EventFilter): boolean {
  return (
    (filter.types === undefined || filter.types.includes(event.type)) &&
    (filter.streamId === undefined || filter.streamId === event.streamId) &&
    (filter.projectId === undefined || filter.projectId === event.projectId) &&
    (filter.projectIds === undefined || (event.projectId !== null && filter.projectIds.includes(event.projectId))) &&
    (filter.readingId === undefined || filter.readingId === event.readingId)
  );
}
