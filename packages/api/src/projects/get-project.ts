import { fields } from '@scholia/domain';
import { z } from 'zod';
import { projectOf, projectScope } from '../scopes.ts';
import { query } from '../use-case.ts';
import { projectSummary, viewProject } from './project-view.ts';

export const getProject = query({
  name: 'projects.get',
  summary: 'A project, its labels, and one\u2019s own role in it.',
  input: z.object({ projectId: fields.projectId }),
  output: projectSummary,
  access: { type: 'project', capability: 'label.view', scope: projectScope },
  async run({ services, grant }, { projectId }) {
    return viewProject(await projectOf(services.sql, projectId), grant.role);
  },
});
