import { fields, streams } from '@scholia/domain';
import { roleOf } from '@scholia/projections';
import { z } from 'zod';
import { nothing } from '../schemas.ts';
import { found, projectScope } from '../scopes.ts';
import { command } from '../use-case.ts';

export const revokeRole = command({
  name: 'projects.revokeRole',
  summary: 'Take away a person\u2019s role in the project.',
  input: z.object({ projectId: fields.projectId, userId: fields.userId }),
  output: nothing,
  access: { type: 'project', capability: 'project.manage', scope: projectScope },
  async run({ actor, commit }, { projectId, userId }) {
    await commit(async (tx) => {
      await tx.lockStream(streams.project(projectId));
      found(await roleOf(tx.sql, projectId, userId), 'member');
      tx.append({
        streamId: streams.project(projectId),
        events: [{ type: 'RoleRevoked', payload: { projectId, userId }, actor, projectId }],
      });
    });
    return {};
  },
});
