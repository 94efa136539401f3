import type { ProjectId, UserId } from '@scholia/core';
import type { Queryable } from '@scholia/db';
import {
  DEFAULT_PREDICTIONS,
  DEFAULT_RETRAINING,
  type Label,
  type PredictionSettings,
  type RetrainingPolicy,
  type Role,
  type SigningStage,
} from '@scholia/domain';
import { iso } from '../rows.ts';

export interface ProjectView {
  readonly id: ProjectId;
  readonly name: string;
  readonly labels: readonly Label[];
  /** Stages of a reading that take a signature. */
  readonly signing: readonly SigningStage[];
  /** When it trains by itself. */
  readonly retraining: RetrainingPolicy;
  /** How its images are predicted. */
  readonly predicting: PredictionSettings;
  readonly createdAt: string;
  /** Images that are not withdrawn. */
  readonly images: number;
  /** Of these, with a submitted reading. */
  readonly submitted: number;
}

/** A project as one person sees it. */
export interface ProjectForUser extends ProjectView {
  readonly role: Role;
}

export interface MemberView {
  readonly userId: UserId;
  readonly role: Role;
  /** Null when the person's record was erased. */
  readonly name: string | null;
  readonly color: string | null;
}

interface ProjectRow {
  id: ProjectId;
  name: string;
  labels: Label[];
  signing: SigningStage[];
  retraining: RetrainingPolicy | null;
  predicting: PredictionSettings | null;
  created_at: Date;
  images: number;
  submitted: number;
}

const columns = (sql: Queryable) => sql`
  p.id, p.name, p.labels, p.signing, p.retraining, p.predicting, p.created_at,
  (select count(*)::int from images i where i.project_id = p.id and not i.withdrawn) as images,
  (select count(*)::int from readings r join images i on i.id = r.image_id
   where r.project_id = p.id and r.mode = 'collaborative' and r.status = 'submitted' and not i.withdrawn) as submitted`;

const viewOf = (row: ProjectRow): ProjectView => ({
  id: row.id,
  name: row.name,
  labels: row.labels,
  signing: row.signing,
  retraining: row.retraining ?? DEFAULT_RETRAINING,
  predicting: row.predicting ?? DEFAULT_PREDICTIONS,
  createdAt: iso(row.created_at),
  images: row.images,
  submitted: row.submitted,
});

/** What this person is in this project: an administrator or auditor of the organisation is so everywhere; null is a stranger. */
export async function roleOf(sql: Queryable, projectId: ProjectId, userId: UserId): Promise<Role | null> {
  const [row] = await sql<{ role: Role | null }[]>`
    select coalesce(
      (select role from "user" where id = ${userId}::text and role = 'admin'),
      (select role from memberships where project_id = ${projectId} and user_id = ${userId}::text::uuid),
      (select role from "user" where id = ${userId}::text and role = 'auditor')) as role`;
  return row.role;
}

/** The projects that this person may see, by name. */
export async function listProjects(sql: Queryable, userId: UserId): Promise<ProjectForUser[]> {
  const rows = await sql<(ProjectRow & { role: Role })[]>`
    select ${columns(sql)}, case when u.role = 'admin' then 'admin' else coalesce(m.role, u.role) end as role
    from projects p
    left join memberships m on m.project_id = p.id and m.user_id = ${userId}::text::uuid
    left join "user" u on u.id = ${userId}::text
    where m.role is not null or u.role in ('admin', 'auditor')
    order by p.name, p.id`;
  return rows.map((row) => ({ ...viewOf(row), role: row.role }));
}

/** Every project, by name, for what acts as the system. */
export async function allProjects(sql: Queryable): Promise<ProjectView[]> {
  const rows = await sql<ProjectRow[]>`select ${columns(sql)} from projects p order by p.name, p.id`;
  return rows.map(viewOf);
}

export async function getProject(sql: Queryable, projectId: ProjectId): Promise<ProjectView | undefined> {
  const [row] = await sql<ProjectRow[]>`select ${columns(sql)} from projects p where p.id = ${projectId}`;
  return row && viewOf(row);
}

export async function membersOf(sql: Queryable, projectId: ProjectId): Promise<MemberView[]> {
  const rows = await sql<{ user_id: UserId; role: Role; name: string | null; color: string | null }[]>`
    select m.user_id, m.role, u.name, u.color from memberships m left join "user" u on u.id = m.user_id::text
    where m.project_id = ${projectId} order by u.name, m.user_id`;
  return rows.map((row) => ({ userId: row.user_id, role: row.role, name: row.name, color: row.color }));
}
