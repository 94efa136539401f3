import type { ReadingId, UserId } from '@scholia/core';
import type { Queryable } from '@scholia/db';
import { type StoredEvent, streams } from '@scholia/domain';
import { decodeEvent } from '@scholia/ledger';

/** A place in a reading's stream: by version (1, 2, 3, ... in it), or by log position. */
export type ReadingPlace = { readonly version: bigint } | { readonly position: bigint };

/** The newest event of a reading's stream at a place or before it; undefined before the first. One look into an index. */
export async function readingEventAt(
  sql: Queryable,
  logId: string,
  readingId: ReadingId,
  place: ReadingPlace,
): Promise<StoredEvent | undefined> {
  const upTo =
    'version' in place
      ? sql`version <= ${place.version} order by version desc`
      : sql`reading_id = ${readingId} and position <= ${place.position} order by position desc`;
  const [row] = await sql<{ canonical: Buffer; hash: string }[]>`
    select canonical, encode(hash, 'hex') as hash from events
    where log_id = ${logId} and stream_id = ${streams.reading(readingId)} and ${upTo} limit 1`;
  return row && decodeEvent(new Uint8Array(row.canonical), row.hash);
}

/** What one person did in a part of a reading's stream. */
export interface ReadingShare {
  /** 0, 1, 2, ... along the stream: parts of equal numbers of events. */
  readonly part: number;
  /** Null for models and parts of the system. */
  readonly userId: UserId | null;
  readonly events: number;
}

/** Who did how much along the first `versions` events of a reading, cut into `parts`: enough to draw it, however long it is. */
export async function summariseReading(
  sql: Queryable,
  logId: string,
  readingId: ReadingId,
  { versions, parts }: { readonly versions: bigint; readonly parts: number },
): Promise<ReadingShare[]> {
  return await sql<ReadingShare[]>`
    select ((version - 1) * ${parts}::int / ${versions}::bigint)::int as part, actor ->> 'userId' as "userId",
      count(*)::int as events
    from events where log_id = ${logId} and stream_id = ${streams.reading(readingId)} and version <= ${versions}
    group by 1, 2 order by 1, 2`;
}
