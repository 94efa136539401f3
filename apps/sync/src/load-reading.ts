import {
  blobNeededBy,
  decodeEntries,
  entriesOfUpdate,
  patchProblem,
  type RefusalCode,
  rawEntriesFrom,
} from '@scholia/collab';
import {
  AppError,
  type Digest,
  type ImageId,
  isAppError,
  type ProjectId,
  type ReadingId,
  type UserId,
} from '@scholia/core';
import type { BlobStore, Queryable } from '@scholia/db';
import { can, mayEditReading, maySeeReading } from '@scholia/domain';
import { getImage, getProject, getReading, onlookerOf } from '@scholia/projections';
import type { Grid } from '@scholia/volume';
import * as Y from 'yjs';
import type { Access } from './room-state.ts';
import type { Identity } from './services.ts';

/** Updates that are applied without a pause. */
const PAGE = 5000;

/** What a reading is, without its document. */
export interface ReadingFrame {
  readonly readingId: ReadingId;
  readonly imageId: ImageId;
  readonly projectId: ProjectId;
  readonly isBlinded: boolean;
  readonly grid: Grid;
  readonly labelValues: ReadonlySet<number>;
}

/** The durable state of one reading, as the sync server keeps it while somebody has it open. */
export interface LoadedReading extends ReadingFrame {
  readonly doc: Y.Doc;
  /** Log position of the newest update in `doc`. */
  position: bigint;
  highestLamport: number;
  readonly lastLamport: Map<number, number>;
  readonly owners: Map<number, UserId>;
  readonly proposals: Map<string, { readonly blob: Digest }>;
  /** Blobs that are stored and hold acceptable patches of this image. */
  readonly patches: Set<Digest>;
}

/** Throws AppError 'not-found' when there is no such reading. */
export async function frameReading(sql: Queryable, readingId: ReadingId): Promise<ReadingFrame> {
  const reading = await getReading(sql, readingId);
  if (!reading) throw new AppError('not-found', 'There is no such reading.');
  const [image, project] = await Promise.all([getImage(sql, reading.imageId), getProject(sql, reading.projectId)]);
  if (!image || !project) throw new AppError('not-found', 'The image of this reading is gone.');
  return {
    readingId,
    imageId: reading.imageId,
    projectId: reading.projectId,
    isBlinded: reading.mode === 'blinded',
    grid: { dims: image.dims, spacingUm: image.spacingUm },
    labelValues: new Set(project.labels.map(({ value }) => value)),
  };
}

export async function loadReading(sql: Queryable, readingId: ReadingId): Promise<LoadedReading> {
  const reading: LoadedReading = {
    ...(await frameReading(sql, readingId)),
    doc: new Y.Doc(),
    position: 0n,
    highestLamport: 0,
    lastLamport: new Map(),
    owners: new Map(),
    proposals: new Map(),
    patches: new Set(),
  };
  await refreshProposals(sql, reading);
  await loadUpdatesAfter(sql, reading);
  return reading;
}

/** Learns of the proposals that were recorded since. */
export async function refreshProposals(sql: Queryable, reading: LoadedReading): Promise<void> {
  // Superseded ones too: somebody may have accepted one while offline.
  const rows = await sql<{ id: string; blob: Digest }[]>`
    select id, blob from proposals where image_id = ${reading.imageId}`;
  for (const { id, blob } of rows) reading.proposals.set(id, { blob });
}

/** Learns which of the blobs that an update names are stored, and hold acceptable patches. */
export async function refreshPatches(blobs: BlobStore, reading: LoadedReading, update: Uint8Array): Promise<void> {
  for (const { op } of entriesOfUpdate(update).entries) {
    const blob = op.type === 'Patch' ? blobNeededBy(op) : undefined;
    if (blob === undefined || reading.patches.has(blob)) continue;
    const bytes = await blobs.get(blob).catch(() => undefined);
    if (bytes && patchRefusal(reading, bytes) === undefined) reading.patches.add(blob);
  }
}

/** Why these bytes cannot be named by a patch, if they cannot. */
export function patchRefusal({ grid, labelValues }: ReadingFrame, bytes: Uint8Array): RefusalCode | undefined {
  try {
    return patchProblem(bytes, grid, labelValues);
  } catch (error) {
    if (!isAppError(error)) throw error;
    return 'malformed';
  }
}

/** Applies what was committed after `reading.position`, by whichever process; returns those updates, oldest first. */
export async function loadUpdatesAfter(sql: Queryable, reading: LoadedReading): Promise<Uint8Array[]> {
  const first = await updatesAfter(sql, reading.readingId, reading.position, PAGE);
  if (first.length === 0) return [];
  const sessions = await sql<{ session: bigint; user_id: UserId }[]>`
    select session, user_id from reading_sessions where reading_id = ${reading.readingId}`;
  for (const { session, user_id } of sessions) reading.owners.set(Number(session), user_id);
  const updates: Uint8Array[] = [];
  // Page by page, so that opening a long reading does not keep everybody else waiting.
  for (let rows = first; rows.length > 0; ) {
    updates.push(...applyDurable(reading, rows));
    rows = rows.length < PAGE ? [] : await updatesAfter(sql, reading.readingId, reading.position, PAGE);
  }
  return updates;
}

/** What was committed after a position, oldest first. (Default limit: none) */
export async function updatesAfter(
  sql: Queryable,
  readingId: ReadingId,
  position: bigint,
  limit?: number,
): Promise<UpdateRow[]> {
  return await sql<UpdateRow[]>`
    select position, update from yjs_updates
    where reading_id = ${readingId} and position > ${position} order by position limit ${limit ?? null}`;
}

/** One row of yjs_updates. */
export interface UpdateRow {
  readonly position: bigint;
  readonly update: Uint8Array;
}

/** Folds committed updates into the document and the Lamport book-keeping; returns the updates. */
export function applyDurable(reading: LoadedReading, rows: readonly UpdateRow[]): Uint8Array[] {
  const updates = rows.map(({ update }) => update);
  if (updates.length === 0) return updates;
  const known = Y.decodeStateVector(Y.encodeStateVector(reading.doc));
  // One transaction, not one merged update: merging takes time with the square of their number.
  reading.doc.transact(() => {
    for (const update of updates) Y.applyUpdate(reading.doc, update);
  });
  const fresh = [...Y.decodeStateVector(Y.encodeStateVector(reading.doc)).keys()].flatMap((session) =>
    rawEntriesFrom(reading.doc, session, known.get(session) ?? 0),
  );
  for (const { id, op } of decodeEntries(fresh).entries) {
    reading.lastLamport.set(id.session, Math.max(op.lamport, reading.lastLamport.get(id.session) ?? 0));
    reading.highestLamport = Math.max(reading.highestLamport, op.lamport);
  }
  for (const { position } of rows) if (position > reading.position) reading.position = position;
  return updates;
}

/** What this person may do here now, read from the database. */
export async function accessOf(sql: Queryable, reading: ReadingFrame, { userId }: Identity): Promise<Access> {
  const current = await getReading(sql, reading.readingId);
  if (!current) return { status: 'submitted', canView: false, canEdit: false, canUndoOthers: false };
  const person = await onlookerOf(sql, current, userId);
  return {
    status: current.status,
    canView: maySeeReading(current, person),
    canEdit: mayEditReading(current, person),
    canUndoOthers: can(person.role, 'label.undoOthers'),
  };
}
