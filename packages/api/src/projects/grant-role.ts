import { fields } from '@scholia/domain';
import { z } from 'zod';
import { nothing } from '../schemas.ts';
import { found, projectScope } from '../scopes.ts';
import { command } from '../use-case.ts';
import { changeProject } from './change-project.ts';

export const grantRole = command({
  name: 'projects.grantRole',
  summary: 'Give a person one role in the project, replacing any other.',
  input: z.object({ projectId: fields.projectId, userId: fields.userId, role: fields.role }),
  output: nothing,
  access: { type: 'project', capability: 'project.manage', scope: projectScope },
  async run(call, { projectId, userId, role: granted }) {
    const people = await call.services.auth.listUsers();
    found(
      people.find((person) => person.userId === userId),
      'person',
    );
    await changeProject(call, projectId, (role) => ({ type: 'GrantRole', role, userId, granted }));
    return {};
  },
});
