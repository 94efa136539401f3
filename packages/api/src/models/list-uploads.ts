import { fields } from '@scholia/domain';
import { modelFilesOf } from '@scholia/projections';
import { z } from 'zod';
import { time } from '../schemas.ts';
import { projectScope } from '../scopes.ts';
import { query } from '../use-case.ts';

export const listUploads = query({
  name: 'models.uploads',
  summary: 'Networks from elsewhere that were uploaded, newest first, and how their dry runs went.',
  input: z.object({ projectId: fields.projectId }),
  output: z.array(
    z.object({
      modelId: fields.modelId,
      projectId: fields.projectId,
      name: z.string(),
      file: fields.digest,
      bytes: z.number(),
      /** 'usable': it is in models.list from then on, and can be promoted. */
      status: z.enum(['received', 'checking', 'refused', 'usable']),
      /** The last that somebody declared. */
      declaration: fields.json.nullable(),
      /** Of the last dry run; null while one goes on. */
      report: fields.dryRunReport.nullable(),
      receivedAt: time,
      updatedAt: time,
    }),
  ),
  access: { type: 'project', capability: 'label.view', scope: projectScope },
  async run({ services }, { projectId }) {
    const files = await modelFilesOf(services.sql, projectId);
    return files.map(({ id, ...file }) => ({ ...file, modelId: id }));
  },
});
