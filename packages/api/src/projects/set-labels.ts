import { AppError } from '@scholia/core';
import { fields, streams } from '@scholia/domain';
import { z } from 'zod';
import { nothing } from '../schemas.ts';
import { projectOf, projectScope } from '../scopes.ts';
import { command } from '../use-case.ts';

/** Labels can be added, renamed and recoloured. A value that exists stays: voxels and models may hold it. */
export const setLabels = command({
  name: 'projects.setLabels',
  summary: 'Replace the list of labels; values in use cannot be dropped.',
  input: z.object({ projectId: fields.projectId, labels: fields.labels }),
  output: nothing,
  access: { type: 'project', capability: 'project.manage', scope: projectScope },
  async run({ actor, commit }, { projectId, labels }) {
    await commit(async (tx) => {
      await tx.lockStream(streams.project(projectId));
      const { labels: known } = await projectOf(tx.sql, projectId);
      const dropped = known.filter(({ value }) => labels.every((label) => label.value !== value));
      if (dropped.length > 0) {
        throw new AppError('conflict', `Label ${dropped[0].value} is in use: rename it instead of dropping it.`, {
          details: { values: dropped.map(({ value }) => value) },
        });
      }
      tx.append({
        streamId: streams.project(projectId),
        events: [{ type: 'LabelsChanged', payload: { projectId, labels }, actor, projectId }],
      });
    });
    return {};
  },
});
