import type { Queryable } from '@scholia/db';
import type { StoredEvent } from '@scholia/domain';
import { decodeEvent } from '@scholia/ledger';

/** The last `limit` events of a stream, newest first: read along the stream's own index, however long the log is. */
export async function newestOfStream(
  sql: Queryable,
  logId: string,
  streamId: string,
  limit: number,
): Promise<StoredEvent[]> {
  const rows = await sql<{ canonical: Buffer; hash: string }[]>`
    select canonical, encode(hash, 'hex') as hash from events
    where log_id = ${logId} and stream_id = ${streamId} order by version desc limit ${limit}`;
  return rows.map((row) => decodeEvent(new Uint8Array(row.canonical), row.hash));
}
