import type { Digest, ImageId, ModelId, ProjectId, ProposalId, ReadingId, UserId } from '@scholia/core';
import type { Queryable } from '@scholia/db';
import type { PayloadOf, PredictionSettings, ProposalSource } from '@scholia/domain';
import { iso } from '../rows.ts';

export interface ProposalView {
  readonly id: ProposalId;
  readonly imageId: ImageId;
  readonly projectId: ProjectId;
  readonly readingId: ReadingId | null;
  readonly requestId: string | null;
  readonly source: ProposalSource;
  readonly blob: Digest;
  readonly voxels: Readonly<Record<string, number>>;
  readonly elapsedMs: number;
  /** Image voxels per cell along i, j, k, where it was computed on a coarser grid than the image's. */
  readonly cellVoxels: readonly [number, number, number] | null;
  /** A byte map: how unsure each voxel is, 255 = most. */
  readonly uncertainty: Digest | null;
  /** Of a model: byte maps by label, the chance of it in each voxel, 255 = certain. */
  readonly chances: Readonly<Record<string, Digest>> | null;
  /** How long each stage took, where it was measured. */
  readonly stagesMs: Readonly<Record<string, number>> | null;
  /** How a model was told to predict, since that is recorded. */
  readonly settings: PredictionSettings | null;
  /** 'superseded' by a newer one of the same kind. Any of them may still be named by an operation. */
  readonly status: 'offered' | 'superseded' | 'discarded';
  readonly offeredAt: string;
}

interface ProposalRow {
  id: ProposalId;
  image_id: ImageId;
  project_id: ProjectId;
  reading_id: ReadingId | null;
  request_id: string | null;
  source: ProposalSource;
  blob: Digest;
  voxels: Record<string, number>;
  elapsed_ms: number;
  cell_voxels: ProposalView['cellVoxels'];
  uncertainty: Digest | null;
  chances: Record<string, Digest> | null;
  stages_ms: Record<string, number> | null;
  settings: PredictionSettings | null;
  status: ProposalView['status'];
  offered_at: Date;
}

const viewOf = (row: ProposalRow): ProposalView => ({
  id: row.id,
  imageId: row.image_id,
  projectId: row.project_id,
  readingId: row.reading_id,
  requestId: row.request_id,
  source: row.source,
  blob: row.blob,
  voxels: row.voxels,
  elapsedMs: row.elapsed_ms,
  cellVoxels: row.cell_voxels,
  uncertainty: row.uncertainty,
  chances: row.chances,
  stagesMs: row.stages_ms,
  settings: row.settings,
  status: row.status,
  offeredAt: iso(row.offered_at),
});

/** Proposals for an image that stand, newest first. With `all`, also those that were superseded or discarded. */
export async function proposalsOf(
  sql: Queryable,
  imageId: ImageId,
  { all = false }: { readonly all?: boolean } = {},
): Promise<ProposalView[]> {
  const rows = await sql<ProposalRow[]>`
    select * from proposals where image_id = ${imageId} and (status = 'offered' or ${all})
    order by position desc, id`;
  return rows.map(viewOf);
}

/** Any recorded proposal, whatever became of it. */
export async function getProposal(sql: Queryable, proposalId: ProposalId): Promise<ProposalView | undefined> {
  const [row] = await sql<ProposalRow[]>`select * from proposals where id = ${proposalId}`;
  return row && viewOf(row);
}

/** The newest prediction of a model for an image that nobody asked for, whatever became of it. */
export async function predictionBy(
  sql: Queryable,
  imageId: ImageId,
  modelId: ModelId,
): Promise<ProposalView | undefined> {
  const [row] = await sql<ProposalRow[]>`
    select * from proposals
    where image_id = ${imageId} and request_id is null and source ->> 'modelId' = ${modelId}
    order by position desc limit 1`;
  return row && viewOf(row);
}

export interface SegmentationRequestView {
  readonly id: string;
  readonly readingId: ReadingId;
  readonly imageId: ImageId;
  /** By name: what it is called in the segmentation package, or a method of models. */
  readonly method: string;
  readonly label: number;
  /** To be told apart at the same time. */
  readonly otherLabels: readonly number[];
  readonly upToPosition: bigint;
  readonly parameters: PayloadOf<'SegmentationRequested'>['parameters'];
  /** The model's proposal that the answer starts from. */
  readonly from: ProposalId | null;
  /** What answers, where the method is one of models. */
  readonly modelId: ModelId | null;
  /** What does the slices of its answer again. */
  readonly refiningModelId: ModelId | null;
  readonly requestedBy: UserId | null;
  readonly status: 'waiting' | 'answered' | 'failed' | 'cancelled';
  readonly message: string | null;
  readonly requestedAt: string;
}

interface RequestRow {
  id: string;
  reading_id: ReadingId;
  image_id: ImageId;
  method: string;
  label: number;
  other_labels: number[];
  up_to_position: bigint;
  parameters: SegmentationRequestView['parameters'];
  from_proposal: ProposalId | null;
  model_id: ModelId | null;
  refining_model_id: ModelId | null;
  requested_by: UserId | null;
  status: SegmentationRequestView['status'];
  message: string | null;
  requested_at: Date;
}

const requestOf = (row: RequestRow): SegmentationRequestView => ({
  id: row.id,
  readingId: row.reading_id,
  imageId: row.image_id,
  method: row.method,
  label: row.label,
  otherLabels: row.other_labels,
  upToPosition: row.up_to_position,
  parameters: row.parameters,
  from: row.from_proposal,
  modelId: row.model_id,
  refiningModelId: row.refining_model_id,
  requestedBy: row.requested_by,
  status: row.status,
  message: row.message,
  requestedAt: iso(row.requested_at),
});

export async function getSegmentationRequest(
  sql: Queryable,
  requestId: string,
): Promise<SegmentationRequestView | undefined> {
  const [row] = await sql<RequestRow[]>`select * from segmentation_requests where id = ${requestId}`;
  return row && requestOf(row);
}

/** What somebody waits for in a reading. */
export async function waitingSegmentations(
  sql: Queryable,
  readingId: ReadingId,
  userId: UserId,
): Promise<SegmentationRequestView[]> {
  const rows = await sql<RequestRow[]>`
    select * from segmentation_requests
    where reading_id = ${readingId} and requested_by = ${userId} and status = 'waiting'`;
  return rows.map(requestOf);
}
