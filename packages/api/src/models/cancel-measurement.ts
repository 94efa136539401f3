import { AppError } from '@scholia/core';
import { fields, streams } from '@scholia/domain';
import { dropJobs, measurementKey } from '@scholia/jobs';
import { z } from 'zod';
import { nothing } from '../schemas.ts';
import { modelOf, modelScope } from '../scopes.ts';
import { command } from '../use-case.ts';

export const cancelMeasurement = command({
  name: 'models.cancelMeasurement',
  summary: 'Stop measuring a model. What was measured before stays.',
  input: z.object({ modelId: fields.modelId }),
  output: nothing,
  access: { type: 'project', capability: 'model.train', scope: modelScope },
  async run({ actor, commit }, { modelId }) {
    await commit(async (tx) => {
      await tx.lockStream(streams.model(modelId));
      const { isMeasuring, projectId } = await modelOf(tx.sql, modelId);
      if (!isMeasuring) throw new AppError('conflict', 'It is not being measured.');
      const payload = { modelId, projectId, reason: 'cancelled' };
      tx.append({
        streamId: streams.model(modelId),
        events: [{ type: 'ModelMeasurementStopped', payload, actor, projectId }],
      });
      await dropJobs(tx.sql, [measurementKey({ modelId })]);
    });
    return {};
  },
});
