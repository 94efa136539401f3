import type { Queryable } from '@scholia/db';

/** A signed note about the first `size` events. */
export interface StoredCheckpoint {
  readonly size: number;
  readonly note: string;
  /** ISO 8601 UTC. */
  readonly signedAt: string;
}

export interface StoredAnchor {
  readonly size: number;
  readonly url: string;
  /** RFC 3161 TimeStampResp, DER. */
  readonly token: Uint8Array;
  readonly anchoredAt: string;
}

export async function latestCheckpoint(sql: Queryable, logId: string): Promise<StoredCheckpoint | undefined> {
  const [row] = await sql<CheckpointRow[]>`
    select size, note, signed_at from log_checkpoints where log_id = ${logId} order by size desc limit 1`;
  return row && checkpointOf(row);
}

/** In order of size, those of more than `after` events. */
export async function listCheckpoints(
  sql: Queryable,
  logId: string,
  { after = 0, limit }: { readonly after?: number; readonly limit: number },
): Promise<StoredCheckpoint[]> {
  const rows = await sql<CheckpointRow[]>`
    select size, note, signed_at from log_checkpoints where log_id = ${logId} and size > ${after} order by size limit ${limit}`;
  return rows.map(checkpointOf);
}

/** The first checkpoint for as many events as that, or more. */
export async function checkpointCovering(
  sql: Queryable,
  logId: string,
  size: number,
): Promise<StoredCheckpoint | undefined> {
  const [found] = await listCheckpoints(sql, logId, { after: size - 1, limit: 1 });
  return found;
}

/** Of the same size, the first stays. */
export async function storeCheckpoint(sql: Queryable, logId: string, checkpoint: StoredCheckpoint): Promise<void> {
  const { size, note, signedAt } = checkpoint;
  await sql`
    insert into log_checkpoints (log_id, size, note, signed_at) values (${logId}, ${size}, ${note}, ${signedAt})
    on conflict do nothing`;
}

export async function listAnchors(sql: Queryable, logId: string): Promise<StoredAnchor[]> {
  const rows = await sql<{ size: bigint; url: string; token: Buffer; anchored_at: Date }[]>`
    select size, url, token, anchored_at from log_anchors where log_id = ${logId} order by size, url`;
  return rows.map(({ size, url, token, anchored_at }) => ({
    size: Number(size),
    url,
    token: new Uint8Array(token),
    anchoredAt: anchored_at.toISOString(),
  }));
}

export async function storeAnchor(sql: Queryable, logId: string, anchor: StoredAnchor): Promise<void> {
  const { size, url, token, anchoredAt } = anchor;
  await sql`
    insert into log_anchors (log_id, size, url, token, anchored_at)
    values (${logId}, ${size}, ${url}, ${Buffer.from(token)}, ${anchoredAt}) on conflict do nothing`;
}

interface CheckpointRow {
  readonly size: bigint;
  readonly note: string;
  readonly signed_at: Date;
}

function checkpointOf({ size, note, signed_at }: CheckpointRow): StoredCheckpoint {
  return { size: Number(size), note, signedAt: signed_at.toISOString() };
}
