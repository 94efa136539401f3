import { fields } from '@scholia/domain';
import { z } from 'zod';
import { nothing } from '../schemas.ts';
import { projectScope } from '../scopes.ts';
import { command } from '../use-case.ts';
import { changeProject } from './change-project.ts';

export const revokeRole = command({
  name: 'projects.revokeRole',
  summary: 'Take away a person\u2019s role in the project.',
  input: z.object({ projectId: fields.projectId, userId: fields.userId }),
  output: nothing,
  access: { type: 'project', capability: 'project.manage', scope: projectScope },
  async run(call, { projectId, userId }) {
    await changeProject(call, projectId, (role) => ({ type: 'RevokeRole', role, userId }));
    return {};
  },
});
