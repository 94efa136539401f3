import type { Digest, ImageId, ProjectId, ReadingId, UserId } from '@scholia/core';
import type { Queryable } from '@scholia/db';
import type { Onlooker, TrainingReading } from '@scholia/domain';
import { iso, isoOrNull } from '../rows.ts';
import { roleOf } from './projects.ts';

export interface ReadingView {
  readonly id: ReadingId;
  readonly imageId: ImageId;
  readonly projectId: ProjectId;
  readonly mode: 'collaborative' | 'blinded';
  /** Whose blinded reading it is. */
  readonly readerId: UserId | null;
  readonly status: 'open' | 'submitted';
  readonly operations: number;
  /** Position of the last event that changed it. */
  readonly lastPosition: bigint;
  readonly openedAt: string;
  readonly editedAt: string | null;
  /** The last submission; still there while reopened. */
  readonly submission: {
    readonly at: string;
    readonly by: UserId | null;
    readonly labelDigest: Digest;
    readonly labelBlob: Digest;
    readonly upToPosition: bigint;
    readonly heldOut: boolean;
    /** 1, 2, 3, ... in the project, by first submission. */
    readonly ordinal: number;
  } | null;
}

export type SubmittedReading = ReadingView & { readonly submission: NonNullable<ReadingView['submission']> };

interface ReadingRow {
  id: ReadingId;
  image_id: ImageId;
  project_id: ProjectId;
  mode: 'collaborative' | 'blinded';
  reader_id: UserId | null;
  status: 'open' | 'submitted';
  operations: number;
  last_position: bigint;
  opened_at: Date;
  edited_at: Date | null;
  submitted_at: Date | null;
  submitted_by: UserId | null;
  label_digest: Digest;
  label_blob: Digest;
  up_to_position: bigint;
  held_out: boolean;
  submission_number: number;
}

function viewOf(row: ReadingRow): ReadingView {
  return {
    id: row.id,
    imageId: row.image_id,
    projectId: row.project_id,
    mode: row.mode,
    readerId: row.reader_id,
    status: row.status,
    operations: row.operations,
    lastPosition: row.last_position,
    openedAt: iso(row.opened_at),
    editedAt: isoOrNull(row.edited_at),
    submission: row.submitted_at && {
      at: iso(row.submitted_at),
      by: row.submitted_by,
      labelDigest: row.label_digest,
      labelBlob: row.label_blob,
      upToPosition: row.up_to_position,
      heldOut: row.held_out,
      ordinal: row.submission_number,
    },
  };
}

export async function getReading(sql: Queryable, readingId: ReadingId): Promise<ReadingView | undefined> {
  const [row] = await sql<ReadingRow[]>`select * from readings where id = ${readingId}`;
  return row && viewOf(row);
}

/** The one collaborative reading of an image. */
export async function readingOfImage(sql: Queryable, imageId: ImageId): Promise<ReadingView | undefined> {
  const [row] = await sql<ReadingRow[]>`
    select * from readings where image_id = ${imageId} and mode = 'collaborative'`;
  return row && viewOf(row);
}

/** A person's blinded reading of an image. */
export async function blindedReadingOf(
  sql: Queryable,
  imageId: ImageId,
  readerId: UserId,
): Promise<ReadingView | undefined> {
  const [row] = await sql<ReadingRow[]>`
    select * from readings where image_id = ${imageId} and reader_id = ${readerId}`;
  return row && viewOf(row);
}

export type BlindedReading = Pick<ReadingView, 'id' | 'imageId' | 'readerId' | 'status'>;

/** The blinded readings (of an image): for what has to be kept from whom. */
export async function blindedReadings(sql: Queryable, imageId?: ImageId): Promise<BlindedReading[]> {
  return await sql<BlindedReading[]>`
    select id, image_id as "imageId", reader_id as "readerId", status from readings
    where mode = 'blinded' and (${imageId ?? null}::uuid is null or image_id = ${imageId ?? null})`;
}

/** What this person may know of and do to a reading, as far as their role and blinding decide it. */
export async function onlookerOf(sql: Queryable, reading: ReadingView, userId: UserId): Promise<Onlooker> {
  const [role, own] = await Promise.all([
    roleOf(sql, reading.projectId, userId),
    blindedReadingOf(sql, reading.imageId, userId),
  ]);
  return { userId, role, isReadingBlinded: own?.status === 'open' };
}

export async function readingsOf(sql: Queryable, projectId: ProjectId): Promise<ReadingView[]> {
  const rows = await sql<ReadingRow[]>`
    select * from readings where project_id = ${projectId} and mode = 'collaborative' order by opened_at, id`;
  return rows.map(viewOf);
}

/** What models may learn from and be measured on: readings that are submitted now, by first submission. */
export async function submittedReadings(sql: Queryable, projectId: ProjectId): Promise<SubmittedReading[]> {
  const rows = await sql<ReadingRow[]>`
    select r.* from readings r join images i on i.id = r.image_id
    where r.project_id = ${projectId} and r.mode = 'collaborative' and r.status = 'submitted' and not i.withdrawn
    order by r.submission_number`;
  return rows.map((row) => viewOf(row) as SubmittedReading);
}

/** The same readings as a TrainingRequested event names them. */
export function trainingReadingsOf(readings: readonly SubmittedReading[]): TrainingReading[] {
  return readings.map(({ id, imageId, submission }) => ({
    readingId: id,
    imageId,
    labelBlob: submission.labelBlob,
    position: String(submission.upToPosition),
    heldOut: submission.heldOut,
  }));
}

/**
 * Readings of the project that were ever submitted, `exceptReading` not counted: `earlierSubmissions` of SubmitReading.
 * Hold the project's stream (`tx.lockStream(streams.project(id))`) while deciding, or two submits count the same.
 */
export async function countSubmissions(
  sql: Queryable,
  projectId: ProjectId,
  exceptReading: ReadingId,
): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select count(*)::int as count from readings
    where project_id = ${projectId} and submission_number is not null and id <> ${exceptReading}`;
  return row.count;
}
