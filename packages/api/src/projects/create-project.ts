import type { ProjectId } from '@scholia/core';
import { fields, streams } from '@scholia/domain';
import { z } from 'zod';
import { newId } from '../ids.ts';
import { command } from '../use-case.ts';

/** Whoever creates a project becomes its first admin. */
export const createProject = command({
  name: 'projects.create',
  summary: 'Create a project with its labels.',
  input: z.object({ name: fields.shortText, labels: fields.labels }),
  output: z.object({ projectId: fields.projectId }),
  access: { type: 'organisation', capability: 'project.create' },
  async run({ services, user, actor, commit }, { name, labels }) {
    const projectId = newId<ProjectId>(services);
    await commit(async (tx) => {
      tx.append({
        streamId: streams.project(projectId),
        expected: 'absent',
        events: [
          { type: 'ProjectCreated', payload: { projectId, name, labels }, actor, projectId },
          { type: 'RoleGranted', payload: { projectId, userId: user.userId, role: 'admin' }, actor, projectId },
        ],
      });
    });
    return { projectId };
  },
});
