import type { ProjectId } from '@scholia/core';
import { decideProject, fields, initialProject, streams } from '@scholia/domain';
import { z } from 'zod';
import { decided } from '../decided.ts';
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
    const created = decided(
      decideProject(
        {
          type: 'CreateProject',
          isOrganisationAdmin: user.isAdmin,
          projectId,
          name,
          labels,
          createdBy: user.userId,
        },
        initialProject,
      ),
    );
    await commit(async (tx) => {
      tx.append({
        streamId: streams.project(projectId),
        expected: 'absent',
        events: created.map((event) => ({ ...event, actor, projectId })),
      });
    });
    return { projectId };
  },
});
