import type { Digest, ReadingId, UserId } from '@scholia/core';
import type { Queryable } from '@scholia/db';
import type { SigningStage, Statement } from '@scholia/domain';
import { iso } from '../rows.ts';
import type { ReadingView } from './readings.ts';

/** A person's name under labels, with what they said by it. */
export interface SignatureView {
  readonly readingId: ReadingId;
  /** Of the event. */
  readonly position: bigint;
  readonly stage: SigningStage;
  readonly statement: Statement;
  readonly text: string;
  readonly labelDigest: Digest;
  readonly upToPosition: bigint;
  readonly by: UserId | null;
  readonly at: string;
}

interface SignatureRow {
  reading_id: ReadingId;
  position: bigint;
  stage: SigningStage;
  statement: Statement;
  text: string;
  label_digest: Digest;
  up_to_position: bigint;
  signed_by: UserId | null;
  signed_at: Date;
}

const viewOf = (row: SignatureRow): SignatureView => ({
  readingId: row.reading_id,
  position: row.position,
  stage: row.stage,
  statement: row.statement,
  text: row.text,
  labelDigest: row.label_digest,
  upToPosition: row.up_to_position,
  by: row.signed_by,
  at: iso(row.signed_at),
});

/** Whether it is under what is submitted now, and says that it stands. */
export function isStanding(signature: SignatureView, { status, submission }: ReadingView): boolean {
  return (
    status === 'submitted' &&
    signature.statement !== 'returned' &&
    signature.labelDigest === submission?.labelDigest &&
    signature.upToPosition === submission.upToPosition
  );
}

/** Every signature of a reading, oldest first: of earlier submissions, too. */
export async function signaturesOf(sql: Queryable, readingId: ReadingId): Promise<SignatureView[]> {
  const rows = await sql<SignatureRow[]>`select * from signatures where reading_id = ${readingId} order by position`;
  return rows.map(viewOf);
}
