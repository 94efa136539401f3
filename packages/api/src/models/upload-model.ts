import { AppError, type Json } from '@scholia/core';
import { fields, streams } from '@scholia/domain';
import { enqueue } from '@scholia/jobs';
import { declarationSchema, labelsOf } from '@scholia/models/foreign';
import { getModelFile } from '@scholia/projections';
import { z } from 'zod';
import { nothing } from '../schemas.ts';
import { found, projectOf } from '../scopes.ts';
import { command } from '../use-case.ts';

/** The answer comes as a ModelUploaded or ModelRefused event, with the report of the dry run. */
export const uploadModel = command({
  name: 'models.upload',
  summary:
    'Say what an uploaded network wants and gives, and have it tried. One that was refused may be declared anew.',
  input: z.object({ modelId: fields.modelId, declaration: declarationSchema }),
  output: nothing,
  access: {
    type: 'project',
    capability: 'model.train',
    scope: async (sql, { modelId }) => ({ projectId: found(await getModelFile(sql, modelId), 'network').projectId }),
  },
  async run({ actor, commit }, { modelId, declaration }) {
    await commit(async (tx, { scope: { projectId } }) => {
      await tx.lockStream(streams.model(modelId));
      const { status } = found(await getModelFile(tx.sql, modelId), 'network');
      if (status === 'checking') throw new AppError('conflict', 'It is being tried. Wait for the report.');
      if (status === 'usable')
        throw new AppError(
          'conflict',
          'It is a model of this project already. To declare it otherwise, upload it again.',
        );
      const { labels } = await projectOf(tx.sql, projectId);
      const unknown = labelsOf(declaration).find((label) => labels.every(({ value }) => value !== label));
      if (unknown !== undefined)
        throw new AppError('bad-request', `declaration.output.labels: ${unknown} is no label of this project.`);
      const payload = { modelId, projectId, declaration: declaration as Json };
      tx.append({
        streamId: streams.model(modelId),
        events: [{ type: 'ModelCheckRequested', payload, actor, projectId }],
      });
      await enqueue(tx.sql, 'check-model', { modelId });
    });
    return {};
  },
});
