import type { ImageId, ProjectId, ReadingId, UserId } from '@scholia/core';
import type { Queryable } from '@scholia/db';
import type { EventType, PayloadOf, StoredEvent } from '@scholia/domain';
import { decodeEvent } from '@scholia/ledger';

export interface EventSearch {
  /** Events ahead of this position. (Default: the newest) */
  readonly before?: bigint | undefined;
  /** Events beyond this position. (Default: the beginning) */
  readonly after?: bigint | undefined;
  readonly limit: number;
  readonly projectId?: ProjectId | undefined;
  readonly imageId?: ImageId | undefined;
  readonly readingId?: ReadingId | undefined;
  /** Any of these; none means nothing. */
  readonly projectIds?: readonly ProjectId[] | undefined;
  readonly types?: readonly EventType[] | undefined;
  /** Of operations, those of these kinds. (Default: any) */
  readonly operationKinds?: readonly PayloadOf<'OperationCommitted'>['kind'][] | undefined;
  readonly actorId?: UserId | undefined;
  /** Recorded then or later, and before; ISO 8601. */
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}

/** Newest first. A page costs as much in a log of a million events as in a short one: it is read along an index, from a position on. */
export async function searchEvents(sql: Queryable, logId: string, search: EventSearch): Promise<StoredEvent[]> {
  const { before, after, limit, projectId, imageId, readingId, projectIds, types, actorId, since, until } = search;
  const { operationKinds: kinds } = search;
  // The order of positions is that of times, but for a moment: clocks of several servers differ.
  const first = since === undefined ? undefined : await positionAt(sql, logId, since);
  const end = until === undefined ? undefined : await positionAt(sql, logId, until);
  const rows = await sql<{ canonical: Buffer; hash: string }[]>`
    select canonical, encode(hash, 'hex') as hash from events
    where log_id = ${logId}
      ${before === undefined ? sql`` : sql`and position < ${before}`}
      ${after === undefined ? sql`` : sql`and position > ${after}`}
      ${first === undefined ? sql`` : sql`and position >= ${first}`}
      ${end === undefined ? sql`` : sql`and position < ${end}`}
      ${projectId === undefined ? sql`` : sql`and project_id = ${projectId}`}
      ${imageId === undefined ? sql`` : sql`and image_id = ${imageId}`}
      ${readingId === undefined ? sql`` : sql`and reading_id = ${readingId}`}
      ${projectIds === undefined ? sql`` : sql`and project_id = any(${[...projectIds]}::uuid[])`}
      ${types === undefined ? sql`` : sql`and type = any(${[...types]}::text[])`}
      ${actorId === undefined ? sql`` : sql`and actor ->> 'userId' = ${actorId}`}
      ${kinds === undefined ? sql`` : ofKinds(sql, kinds)}
    order by position desc limit ${limit}`;
  return rows.map((row) => decodeEvent(new Uint8Array(row.canonical), row.hash));
}

/** Read from the event itself, where no column holds it: for a search within one reading. */
const ofKinds = (sql: Queryable, kinds: readonly string[]) => sql`
  and (type <> 'OperationCommitted'
    or convert_from(canonical, 'UTF8')::jsonb #>> '{payload,kind}' = any(${[...kinds]}::text[]))`;

/** Position of the first event that was recorded then or later; beyond the head when there is none. Halves its way there. */
export async function positionAt(sql: Queryable, logId: string, time: string): Promise<bigint> {
  const [head] = await sql<{ position: bigint }[]>`select position from log_heads where log_id = ${logId}`;
  let [low, high] = [1n, (head?.position ?? 0n) + 1n];
  while (low < high) {
    const middle = (low + high) / 2n;
    const [row] = await sql<{ early: boolean }[]>`
      select recorded_at < ${time}::timestamptz as early from events where log_id = ${logId} and position = ${middle}`;
    if (row?.early) low = middle + 1n;
    else high = middle;
  }
  return low;
}
