import type { Digest, ImageId, ModelId, ProjectId, ProposalId, ReadingId, UserId } from '@scholia/core';
import type { Queryable } from '@scholia/db';
import type { PayloadOf, SigningStage } from '@scholia/domain';
import { iso, isoOrNull } from '../rows.ts';

export type ImageStatus = 'unlabelled' | 'in-progress' | 'submitted';
type Imported = PayloadOf<'ImageImported'>;

export interface StandingSignature {
  readonly by: UserId;
  readonly stage: SigningStage;
  readonly text: string;
}

export interface ImageView {
  readonly id: ImageId;
  readonly projectId: ProjectId;
  readonly name: string;
  /** Digest of the NIfTI file as it was given. */
  readonly blob: Digest;
  readonly bytes: number;
  readonly dims: Imported['dims'];
  readonly spacingUm: Imported['spacingUm'];
  readonly affine: Imported['affine'];
  readonly dtype: string;
  readonly volumeIndex: number | null;
  readonly intensity: Imported['intensity'];
  readonly withdrawn: boolean;
  readonly importedAt: string;
  /** 'in-progress' from the first operation on, and again after a reopening. */
  readonly status: ImageStatus;
  readonly readingId: ReadingId | null;
  readonly operations: number;
  readonly editedAt: string | null;
  readonly submittedAt: string | null;
  /** Measures models instead of teaching them; null before the first submission. */
  readonly heldOut: boolean | null;
  /** Who has edited, first by number of operations. */
  readonly authors: readonly UserId[];
  /** Who put their name to what is submitted now, oldest first. */
  readonly signatures: readonly StandingSignature[];
  /** How unsure the last model was; null before any. */
  readonly score: { readonly modelId: ModelId; readonly uncertainty: number; readonly passes: number } | null;
  /** The model's newest proposal that nobody has discarded. */
  readonly proposalId: ProposalId | null;
}

interface ImageRow {
  id: ImageId;
  project_id: ProjectId;
  name: string;
  blob: Digest;
  bytes: bigint;
  dims: [number, number, number];
  spacing_um: [number, number, number];
  affine: number[];
  dtype: string;
  volume_index: number | null;
  intensity: Imported['intensity'];
  withdrawn: boolean;
  imported_at: Date;
  reading_id: ReadingId | null;
  reading_status: 'open' | 'submitted' | null;
  operations: number | null;
  edited_at: Date | null;
  submitted_at: Date | null;
  held_out: boolean | null;
  authors: UserId[];
  signatures: StandingSignature[];
  model_id: ModelId | null;
  uncertainty: number;
  passes: number;
  proposal_id: ProposalId | null;
}

const select = (sql: Queryable) => sql`
  select i.*, r.id as reading_id, r.status as reading_status, r.operations, r.edited_at, r.submitted_at, r.held_out,
    array(select a.user_id from reading_authors a where a.reading_id = r.id order by a.operations desc, a.user_id)
      as authors,
    (select coalesce(jsonb_agg(jsonb_build_object('by', g.signed_by, 'stage', g.stage, 'text', g.text) order by g.position), '[]')
     from signatures g where g.reading_id = r.id and r.status = 'submitted' and g.statement <> 'returned'
       and g.label_digest = r.label_digest and g.up_to_position = r.up_to_position) as signatures,
    s.model_id, s.uncertainty, s.passes,
    (select p.id from proposals p where p.image_id = i.id and p.status = 'offered' and p.request_id is null
     order by p.position desc limit 1) as proposal_id
  from images i
  left join readings r on r.image_id = i.id and r.mode = 'collaborative'
  left join image_scores s on s.image_id = i.id`;

function viewOf(row: ImageRow): ImageView {
  const isTouched = row.reading_id !== null && ((row.operations ?? 0) > 0 || row.submitted_at !== null);
  return {
    id: row.id,
    projectId: row.project_id,
    name: row.name,
    blob: row.blob,
    bytes: Number(row.bytes),
    dims: row.dims,
    spacingUm: row.spacing_um,
    affine: row.affine,
    dtype: row.dtype,
    volumeIndex: row.volume_index,
    intensity: row.intensity,
    withdrawn: row.withdrawn,
    importedAt: iso(row.imported_at),
    status: row.reading_status === 'submitted' ? 'submitted' : isTouched ? 'in-progress' : 'unlabelled',
    readingId: row.reading_id,
    operations: row.operations ?? 0,
    editedAt: isoOrNull(row.edited_at),
    submittedAt: isoOrNull(row.submitted_at),
    heldOut: row.held_out,
    authors: row.authors,
    signatures: row.signatures,
    score: row.model_id && { modelId: row.model_id, uncertainty: row.uncertainty, passes: row.passes },
    proposalId: row.proposal_id,
  };
}

/** Images of a project that are not withdrawn, in order of import. */
export async function listImages(sql: Queryable, projectId: ProjectId): Promise<ImageView[]> {
  const rows = await sql<ImageRow[]>`
    ${select(sql)} where i.project_id = ${projectId} and not i.withdrawn order by i.position`;
  return rows.map(viewOf);
}

export async function getImage(sql: Queryable, imageId: ImageId): Promise<ImageView | undefined> {
  const [row] = await sql<ImageRow[]>`${select(sql)} where i.id = ${imageId}`;
  return row && viewOf(row);
}

/** The same file (and volume of it) in the same project, unless withdrawn: what a duplicate import would repeat. */
export async function findDuplicate(
  sql: Queryable,
  projectId: ProjectId,
  blob: Digest,
  volumeIndex: number | null,
): Promise<ImageView | undefined> {
  const [row] = await sql<ImageRow[]>`
    ${select(sql)} where i.project_id = ${projectId} and i.blob = ${blob} and not i.withdrawn
      and i.volume_index is not distinct from ${volumeIndex}::integer limit 1`;
  return row && viewOf(row);
}

export interface QueueEntry extends ImageView {
  /** 1 is next. */
  readonly rank: number;
}

/**
 * What is left to label, next first: images in the model's order, then those that no model has ranked, in order of
 * import. Submitted ones are out; images that somebody has begun stay in their place.
 */
export async function queueOf(sql: Queryable, projectId: ProjectId): Promise<QueueEntry[]> {
  const rows = await sql<ImageRow[]>`
    select ranked.* from (${select(sql)} where i.project_id = ${projectId} and not i.withdrawn) ranked
    left join queue q on q.image_id = ranked.id and q.project_id = ranked.project_id
    where ranked.reading_status is distinct from 'submitted'
    order by q.rank nulls last, ranked.position`;
  return rows.map((row, index) => ({ ...viewOf(row), rank: index + 1 }));
}
