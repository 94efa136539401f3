import { fields } from '@scholia/domain';
import { z } from 'zod';
import { nothing } from '../schemas.ts';
import { projectScope } from '../scopes.ts';
import { command } from '../use-case.ts';
import { changeProject } from './change-project.ts';

export const setLabels = command({
  name: 'projects.setLabels',
  summary: 'Replace the list of labels: add, rename, recolour. A value that exists cannot be dropped.',
  input: z.object({ projectId: fields.projectId, labels: fields.labels }),
  output: nothing,
  access: { type: 'project', capability: 'project.manage', scope: projectScope },
  async run(call, { projectId, labels }) {
    await changeProject(call, projectId, (role) => ({ type: 'ChangeLabels', role, labels }));
    return {};
  },
});
