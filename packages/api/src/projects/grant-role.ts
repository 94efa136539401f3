import { fields, streams } from '@scholia/domain';
import { z } from 'zod';
import { nothing } from '../schemas.ts';
import { found, projectScope } from '../scopes.ts';
import { command } from '../use-case.ts';

export const grantRole = command({
  name: 'projects.grantRole',
  summary: 'Give a person one role in the project, replacing any other.',
  input: z.object({ projectId: fields.projectId, userId: fields.userId, role: fields.role }),
  output: nothing,
  access: { type: 'project', capability: 'project.manage', scope: projectScope },
  async run({ services, actor, commit }, { projectId, userId, role }) {
    const people = await services.auth.listUsers();
    found(
      people.find((person) => person.userId === userId),
      'person',
    );
    await commit(async (tx) => {
      tx.append({
        streamId: streams.project(projectId),
        events: [{ type: 'RoleGranted', payload: { projectId, userId, role }, actor, projectId }],
      });
    });
    return {};
  },
});
