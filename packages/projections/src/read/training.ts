import type { Digest, Json, ModelId, ProjectId, ReadingId, TrainingRunId } from '@scholia/core';
import type { Queryable } from '@scholia/db';
import type { CurvePoint, TrainingReading } from '@scholia/domain';
import { iso } from '../rows.ts';

export interface TrainingRunView {
  readonly id: TrainingRunId;
  readonly projectId: ProjectId;
  readonly status: 'requested' | 'running' | 'cancelling' | 'cancelled' | 'failed' | 'published';
  readonly readings: readonly TrainingReading[];
  readonly warmStartFrom: ModelId | null;
  readonly step: number;
  /** Null until the worker has made a plan. */
  readonly steps: number | null;
  readonly epoch: number;
  readonly loss: number | null;
  readonly validationDice: number | null;
  readonly etaMs: number | null;
  readonly message: string | null;
  readonly code: string | null;
  readonly modelId: ModelId | null;
  readonly requestedAt: string;
  readonly updatedAt: string;
}

interface RunRow {
  id: TrainingRunId;
  project_id: ProjectId;
  status: TrainingRunView['status'];
  readings: TrainingReading[];
  warm_start_from: ModelId | null;
  step: number;
  steps: number | null;
  epoch: number;
  loss: number | null;
  validation_dice: number | null;
  eta_ms: number | null;
  message: string | null;
  code: string | null;
  model_id: ModelId | null;
  requested_at: Date;
  updated_at: Date;
}

const runOf = (row: RunRow): TrainingRunView => ({
  id: row.id,
  projectId: row.project_id,
  status: row.status,
  readings: row.readings,
  warmStartFrom: row.warm_start_from,
  step: row.step,
  steps: row.steps,
  epoch: row.epoch,
  loss: row.loss,
  validationDice: row.validation_dice,
  etaMs: row.eta_ms,
  message: row.message,
  code: row.code,
  modelId: row.model_id,
  requestedAt: iso(row.requested_at),
  updatedAt: iso(row.updated_at),
});

/** Newest first. */
export async function trainingRunsOf(sql: Queryable, projectId: ProjectId): Promise<TrainingRunView[]> {
  const rows = await sql<RunRow[]>`
    select * from training_runs where project_id = ${projectId} order by position desc, id`;
  return rows.map(runOf);
}

export async function getTrainingRun(sql: Queryable, runId: TrainingRunId): Promise<TrainingRunView | undefined> {
  const [row] = await sql<RunRow[]>`select * from training_runs where id = ${runId}`;
  return row && runOf(row);
}

/** The newest run of a project that has not ended. */
export async function activeTrainingRun(sql: Queryable, projectId: ProjectId): Promise<TrainingRunView | undefined> {
  const [row] = await sql<RunRow[]>`
    select * from training_runs where project_id = ${projectId} and status in ('requested', 'running', 'cancelling')
    order by position desc limit 1`;
  return row && runOf(row);
}

export interface ModelView {
  readonly id: ModelId;
  readonly projectId: ProjectId;
  readonly version: number;
  readonly runId: TrainingRunId;
  /** Digest of the checkpoint blob. */
  readonly weights: Digest;
  readonly network: Json;
  readonly preprocessing: Json;
  readonly trainedOn: readonly ReadingId[];
  readonly heldOut: readonly ReadingId[];
  /** Mean Dice on held-out readings; null is "not yet measured". */
  readonly score: number | null;
  readonly scores: Readonly<Record<string, number>> | null;
  readonly curve: readonly CurvePoint[];
  readonly seconds: number;
  readonly publishedAt: string;
}

interface ModelRow {
  id: ModelId;
  project_id: ProjectId;
  version: number;
  run_id: TrainingRunId;
  weights: Digest;
  network: Json;
  preprocessing: Json;
  trained_on: ReadingId[];
  held_out: ReadingId[];
  score: number | null;
  scores: Record<string, number> | null;
  curve: CurvePoint[];
  seconds: number;
  published_at: Date;
}

const modelOf = (row: ModelRow): ModelView => ({
  id: row.id,
  projectId: row.project_id,
  version: row.version,
  runId: row.run_id,
  weights: row.weights,
  network: row.network,
  preprocessing: row.preprocessing,
  trainedOn: row.trained_on,
  heldOut: row.held_out,
  score: row.score,
  scores: row.scores,
  curve: row.curve,
  seconds: row.seconds,
  publishedAt: iso(row.published_at),
});

/** Newest first. */
export async function modelsOf(sql: Queryable, projectId: ProjectId): Promise<ModelView[]> {
  const rows = await sql<ModelRow[]>`select * from models where project_id = ${projectId} order by version desc`;
  return rows.map(modelOf);
}

export async function latestModel(sql: Queryable, projectId: ProjectId): Promise<ModelView | undefined> {
  return (await modelsOf(sql, projectId))[0];
}

export async function getModel(sql: Queryable, modelId: ModelId): Promise<ModelView | undefined> {
  const [row] = await sql<ModelRow[]>`select * from models where id = ${modelId}`;
  return row && modelOf(row);
}
