import type { Digest, Json, ModelId, ProjectId, ReadingId, TrainingRunId } from '@scholia/core';
import type { Queryable } from '@scholia/db';
import type {
  CaseScore,
  CurvePoint,
  DryRunReport,
  MeasuredModel,
  ModelMethod,
  PlanReason,
  TrainingReading,
} from '@scholia/domain';
import { iso, isoOrNull } from '../rows.ts';
import { submittedReadings, trainingReadingsOf } from './readings.ts';
import { getTrainingRun } from './training.ts';

export interface ModelView {
  readonly id: ModelId;
  readonly projectId: ProjectId;
  readonly version: number;
  readonly method: ModelMethod;
  /** 'uploaded': trained elsewhere, and brought as an ONNX file. */
  readonly origin: 'trained' | 'uploaded';
  /** Of the file, its declaration and its dry run: of an uploaded one. */
  readonly name: string | null;
  readonly declaration: Json | null;
  readonly report: DryRunReport | null;
  /** Null for an uploaded one. */
  readonly runId: TrainingRunId | null;
  /** Digest of the checkpoint blob, or of the ONNX file of an uploaded one. */
  readonly weights: Digest;
  /** Digest of the network as an ordinary .onnx file. */
  readonly onnx: Digest | null;
  readonly network: Json;
  readonly preprocessing: Json;
  /** The whole plan, and why it is so. Null for models of the time before they were kept, like what follows. */
  readonly plan: Json | null;
  readonly reasons: readonly PlanReason[] | null;
  readonly trainedOn: readonly ReadingId[];
  readonly heldOut: readonly ReadingId[];
  /** Mean Dice on held-out readings; null is "not yet measured". */
  readonly score: number | null;
  readonly scores: Readonly<Record<string, number>> | null;
  /** Of each held-out case. */
  readonly validation: readonly CaseScore[] | null;
  /** It is being measured on what is held out now. */
  readonly isMeasuring: boolean;
  /** Why the last measurement ended without a result: 'cancelled', or a code of an error. */
  readonly measuringStopped: string | null;
  /** Since it was published. */
  readonly measuredAt: string | null;
  /** Held-out readings that it was not measured on then, because it learned from them. */
  readonly leftOut: number;
  /** Of the log: the last submission that it learned from. */
  readonly upToPosition: bigint | null;
  readonly device: { readonly provider: string; readonly threads: number } | null;
  readonly curve: readonly CurvePoint[];
  readonly seconds: number;
  readonly publishedAt: string;
  /** Last. Null when it never was. */
  readonly promotedAt: string | null;
  /** Of its method: promoted last of all. */
  readonly isCurrent: boolean;
}

interface ModelRow {
  id: ModelId;
  project_id: ProjectId;
  version: number;
  method: ModelMethod;
  origin: ModelView['origin'];
  name: string | null;
  declaration: Json | null;
  report: DryRunReport | null;
  run_id: TrainingRunId | null;
  weights: Digest;
  onnx: Digest | null;
  network: Json;
  preprocessing: Json;
  plan: Json | null;
  reasons: PlanReason[] | null;
  trained_on: ReadingId[];
  held_out: ReadingId[];
  score: number | null;
  scores: Record<string, number> | null;
  validation: CaseScore[] | null;
  is_measuring: boolean;
  measuring_stopped: string | null;
  measured_at: Date | null;
  left_out: number;
  up_to_position: bigint | null;
  device: { provider: string; threads: number } | null;
  curve: CurvePoint[];
  seconds: number;
  published_at: Date;
  promoted_at: Date | null;
  is_current: boolean;
}

const columns = (sql: Queryable) => sql`
  m.*,
  m.promoted_position is not null and m.promoted_position = (
    select max(o.promoted_position) from models o where o.project_id = m.project_id and o.method = m.method
  ) as is_current`;

const modelOf = (row: ModelRow): ModelView => ({
  id: row.id,
  projectId: row.project_id,
  version: row.version,
  method: row.method,
  origin: row.origin,
  name: row.name,
  declaration: row.declaration,
  report: row.report,
  runId: row.run_id,
  weights: row.weights,
  onnx: row.onnx,
  network: row.network,
  preprocessing: row.preprocessing,
  plan: row.plan,
  reasons: row.reasons,
  trainedOn: row.trained_on,
  heldOut: row.held_out,
  score: row.score,
  scores: row.scores,
  validation: row.validation,
  isMeasuring: row.is_measuring,
  measuringStopped: row.measuring_stopped,
  measuredAt: isoOrNull(row.measured_at),
  leftOut: row.left_out,
  upToPosition: row.up_to_position,
  device: row.device,
  curve: row.curve,
  seconds: row.seconds,
  publishedAt: iso(row.published_at),
  promotedAt: isoOrNull(row.promoted_at),
  isCurrent: row.is_current,
});

/** Newest first. */
export async function modelsOf(sql: Queryable, projectId: ProjectId): Promise<ModelView[]> {
  const rows = await sql<ModelRow[]>`
    select ${columns(sql)} from models m where m.project_id = ${projectId} order by m.version desc`;
  return rows.map(modelOf);
}

export async function getModel(sql: Queryable, modelId: ModelId): Promise<ModelView | undefined> {
  const [row] = await sql<ModelRow[]>`select ${columns(sql)} from models m where m.id = ${modelId}`;
  return row && modelOf(row);
}

/** The model of a method that is used. */
export function currentModel(
  sql: Queryable,
  projectId: ProjectId,
  method: ModelMethod,
): Promise<ModelView | undefined> {
  return promotedLast(sql, projectId, method, ['trained', 'uploaded']);
}

/** What a training of a method starts from: a network from elsewhere cannot go on learning here. */
export function startingModel(
  sql: Queryable,
  projectId: ProjectId,
  method: ModelMethod,
): Promise<ModelView | undefined> {
  return promotedLast(sql, projectId, method, ['trained']);
}

async function promotedLast(
  sql: Queryable,
  projectId: ProjectId,
  method: ModelMethod,
  origins: ModelView['origin'][],
): Promise<ModelView | undefined> {
  const [row] = await sql<ModelRow[]>`
    select ${columns(sql)} from models m
    where m.project_id = ${projectId} and m.method = ${method} and m.origin = any(${origins})
      and m.promoted_position is not null
    order by m.promoted_position desc limit 1`;
  return row && modelOf(row);
}

/** What predicts whole images and ranks the queue: it has to do so without a click. */
export async function predictingModel(sql: Queryable, projectId: ProjectId): Promise<ModelView | undefined> {
  return (await currentModel(sql, projectId, 'automatic')) ?? (await currentModel(sql, projectId, 'deepedit'));
}

/** What people's clicks are answered by, unless they choose otherwise. */
export async function clickedModel(sql: Queryable, projectId: ProjectId): Promise<ModelView | undefined> {
  for (const method of ['deepedit', 'deepgrow-3d', 'deepgrow-2d'] as const) {
    const model = await currentModel(sql, projectId, method);
    if (model) return model;
  }
  return undefined;
}

/** Versions are numbered in a project, whatever their method. */
export async function nextModelVersion(sql: Queryable, projectId: ProjectId): Promise<number> {
  const [row] = await sql<{ next: number }[]>`
    select coalesce(max(version), 0) + 1 as next from models where project_id = ${projectId}`;
  return row.next;
}

/** What a model can be measured on now: held-out readings, without those that it learned from all the same, which are counted. */
export async function casesToMeasure(
  sql: Queryable,
  { projectId, trainedOn }: Pick<ModelView, 'projectId' | 'trainedOn'>,
): Promise<{ readonly cases: readonly TrainingReading[]; readonly leftOut: number }> {
  const heldOut = trainingReadingsOf(await submittedReadings(sql, projectId)).filter((reading) => reading.heldOut);
  const cases = heldOut.filter(({ readingId }) => !trainedOn.includes(readingId));
  return { cases, leftOut: heldOut.length - cases.length };
}

/** A model as `compareModels` takes it: with the labels that it was measured against, in its run or later. */
export async function measuredModel(
  sql: Queryable,
  { runId, trainedOn, validation }: Pick<ModelView, 'runId' | 'trainedOn' | 'validation'>,
): Promise<MeasuredModel> {
  const run = runId ? await getTrainingRun(sql, runId) : undefined;
  const labels = new Map(run?.readings.map(({ readingId, labelBlob }) => [readingId, labelBlob]));
  for (const { readingId, labelBlob } of validation ?? []) if (labelBlob) labels.set(readingId, labelBlob);
  return { validation, trainedOn, labels };
}
