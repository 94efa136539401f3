import { listProjects as readProjects } from '@scholia/projections';
import { z } from 'zod';
import { query } from '../use-case.ts';
import { projectSummary, viewProject } from './project-view.ts';

export const listProjects = query({
  name: 'projects.list',
  summary: 'The projects in which one holds a role, by name.',
  input: z.void(),
  output: z.array(projectSummary),
  access: { type: 'signed-in' },
  async run({ services, user }) {
    const projects = await readProjects(services.sql, user.userId);
    return projects.map((project) => viewProject(project, project.role));
  },
});
