import type { ProjectId } from '@scholia/core';
import { decideProject, type ProjectCommand, type ProjectState, type Role, streams } from '@scholia/domain';
import { membersOf } from '@scholia/projections';
import { decided } from '../decided.ts';
import { projectOf } from '../scopes.ts';
import type { CommandCall, ReadSql } from '../use-case.ts';

/** Decides under the project's lock, and appends what was decided. Nothing, when it is so already. */
export async function changeProject(
  { actor, commit }: Pick<CommandCall, 'actor' | 'commit'>,
  projectId: ProjectId,
  commandFor: (role: Role) => ProjectCommand,
): Promise<void> {
  await commit(async (tx, { role }) => {
    await tx.lockStream(streams.project(projectId));
    const events = decided(decideProject(commandFor(role), await stateOf(tx.sql, projectId)));
    if (events.length === 0) return;
    tx.append({
      streamId: streams.project(projectId),
      events: events.map((event) => ({ ...event, actor, projectId })),
    });
  });
}

async function stateOf(sql: ReadSql, projectId: ProjectId): Promise<ProjectState> {
  const { labels, signing, retraining, predicting } = await projectOf(sql, projectId);
  const members = await membersOf(sql, projectId);
  const roles = new Map(members.map(({ userId, role }) => [userId, role]));
  return { status: 'active', projectId, labels, roles, signing, retraining, predicting };
}
