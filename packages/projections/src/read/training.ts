import type { Json, ModelId, ProjectId, TrainingRunId } from '@scholia/core';
import type { Queryable } from '@scholia/db';
import type { CurvePoint, ModelMethod, PlanReason, TrainingReading } from '@scholia/domain';
import { iso, isoOrNull } from '../rows.ts';

export interface TrainingDevice {
  readonly provider: string;
  readonly threads: number;
  /** Null where a plan was kept, and nothing measured. */
  readonly gflops: number | null;
  readonly memoryMiB: number | null;
}

export interface TrainingRunView {
  readonly id: TrainingRunId;
  readonly projectId: ProjectId;
  readonly status: 'requested' | 'running' | 'cancelling' | 'cancelled' | 'failed' | 'published';
  readonly readings: readonly TrainingReading[];
  readonly warmStartFrom: ModelId | null;
  readonly method: ModelMethod;
  /** How long it may train, when somebody said so. */
  readonly seconds: number | null;
  /** Parts of the plan that somebody wants otherwise. */
  readonly overrides: Readonly<Record<string, Json>> | null;
  /** Null until the worker has made it. */
  readonly plan: Json | null;
  readonly reasons: readonly PlanReason[] | null;
  readonly device: TrainingDevice | null;
  /** Its last points so far. */
  readonly curve: readonly CurvePoint[];
  /** Steps left out, because they were not finite. */
  readonly skipped: number;
  readonly step: number;
  /** Null until the worker has made a plan. */
  readonly steps: number | null;
  readonly epoch: number;
  readonly loss: number | null;
  /** Of the last validation. */
  readonly validationDice: number | null;
  readonly etaMs: number | null;
  readonly message: string | null;
  readonly code: string | null;
  /** What to do about a failure, and the last that was heard of the run. */
  readonly hint: string | null;
  readonly log: readonly string[] | null;
  readonly modelId: ModelId | null;
  readonly requestedAt: string;
  /** From the first that was heard of it to its end, and so with the time that no worker lived. */
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  readonly updatedAt: string;
}

interface RunRow {
  id: TrainingRunId;
  project_id: ProjectId;
  status: TrainingRunView['status'];
  readings: TrainingReading[];
  warm_start_from: ModelId | null;
  method: ModelMethod;
  seconds: number | null;
  overrides: Record<string, Json> | null;
  plan: Json | null;
  reasons: PlanReason[] | null;
  device: TrainingDevice | null;
  curve: CurvePoint[];
  skipped: number;
  step: number;
  steps: number | null;
  epoch: number;
  loss: number | null;
  validation_dice: number | null;
  eta_ms: number | null;
  message: string | null;
  code: string | null;
  hint: string | null;
  log: string[] | null;
  model_id: ModelId | null;
  requested_at: Date;
  started_at: Date | null;
  ended_at: Date | null;
  updated_at: Date;
}

const runOf = (row: RunRow): TrainingRunView => ({
  id: row.id,
  projectId: row.project_id,
  status: row.status,
  readings: row.readings,
  warmStartFrom: row.warm_start_from,
  method: row.method,
  seconds: row.seconds,
  overrides: row.overrides,
  plan: row.plan,
  reasons: row.reasons,
  device: row.device,
  curve: row.curve,
  skipped: row.skipped,
  step: row.step,
  steps: row.steps,
  epoch: row.epoch,
  loss: row.loss,
  validationDice: row.validation_dice,
  etaMs: row.eta_ms,
  message: row.message,
  code: row.code,
  hint: row.hint,
  log: row.log,
  modelId: row.model_id,
  requestedAt: iso(row.requested_at),
  startedAt: isoOrNull(row.started_at),
  endedAt: isoOrNull(row.ended_at),
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
