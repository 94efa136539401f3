import type { Digest, Json, ModelId, ProjectId } from '@scholia/core';
import type { Queryable } from '@scholia/db';
import type { DryRunReport } from '@scholia/domain';
import { iso } from '../rows.ts';

/** The file of a network that was trained elsewhere, and how its dry run goes. */
export interface ModelFileView {
  /** Of the model that it becomes when it is usable. */
  readonly id: ModelId;
  readonly projectId: ProjectId;
  readonly name: string;
  /** Digest of the ONNX file. */
  readonly file: Digest;
  readonly bytes: number;
  readonly status: 'received' | 'checking' | 'refused' | 'usable';
  /** The last that somebody declared. */
  readonly declaration: Json | null;
  /** Of the last dry run that has ended; null while one goes on. */
  readonly report: DryRunReport | null;
  readonly receivedAt: string;
  readonly updatedAt: string;
}

interface FileRow {
  id: ModelId;
  project_id: ProjectId;
  name: string;
  file: Digest;
  bytes: bigint;
  status: ModelFileView['status'];
  declaration: Json | null;
  report: DryRunReport | null;
  received_at: Date;
  updated_at: Date;
}

const fileOf = (row: FileRow): ModelFileView => ({
  id: row.id,
  projectId: row.project_id,
  name: row.name,
  file: row.file,
  bytes: Number(row.bytes),
  status: row.status,
  declaration: row.declaration,
  report: row.report,
  receivedAt: iso(row.received_at),
  updatedAt: iso(row.updated_at),
});

/** Newest first. */
export async function modelFilesOf(sql: Queryable, projectId: ProjectId): Promise<ModelFileView[]> {
  const rows = await sql<FileRow[]>`
    select * from model_files where project_id = ${projectId} order by position desc`;
  return rows.map(fileOf);
}

export async function getModelFile(sql: Queryable, modelId: ModelId): Promise<ModelFileView | undefined> {
  const [row] = await sql<FileRow[]>`select * from model_files where id = ${modelId}`;
  return row && fileOf(row);
}
