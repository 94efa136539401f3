import type { Digest, ReadingId } from '@scholia/core';
import type { Queryable } from './sql.ts';

/** The labels of a reading's operations up to a log position, folded: where a fold may start. */
export interface ReadingBase {
  readonly position: bigint;
  readonly operations: number;
  /** Blob of what was folded (`encodeFoldBase`). */
  readonly base: Digest;
  readonly labelDigest: Digest;
}

/** The newest base of a reading that holds nothing beyond `upTo`. (Default: the newest) */
export async function newestBase(
  sql: Queryable,
  readingId: ReadingId,
  upTo?: bigint,
): Promise<ReadingBase | undefined> {
  const [row] = await sql<ReadingBase[]>`
    select position, operations, base, label_digest as "labelDigest" from reading_bases
    where reading_id = ${readingId} and position <= ${String(upTo ?? 2n ** 62n)}
    order by position desc limit 1`;
  return row;
}

/** Two servers may fold the same operations: they get the same, and one row is enough. */
export async function storeBase(sql: Queryable, readingId: ReadingId, base: ReadingBase): Promise<void> {
  await sql`
    insert into reading_bases (reading_id, position, operations, base, label_digest)
    values (${readingId}, ${String(base.position)}, ${base.operations}, ${base.base}, ${base.labelDigest})
    on conflict do nothing`;
}
