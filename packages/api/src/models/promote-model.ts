import { fields, streams } from '@scholia/domain';
import { currentModel } from '@scholia/projections';
import { z } from 'zod';
import { nothing } from '../schemas.ts';
import { modelOf, modelScope } from '../scopes.ts';
import { command } from '../use-case.ts';

/** The training worker follows the event: what is left is predicted anew. */
export const promoteModel = command({
  name: 'models.promote',
  summary:
    'Use a model from now on, instead of the one of its method that is used now; with an older one this is a roll-back.',
  input: z.object({ modelId: fields.modelId }),
  output: nothing,
  access: { type: 'project', capability: 'model.train', scope: modelScope },
  async run({ actor, commit }, { modelId }) {
    await commit(async (tx, { scope: { projectId } }) => {
      await tx.lockStream(streams.project(projectId));
      const { method } = await modelOf(tx.sql, modelId);
      const current = await currentModel(tx.sql, projectId, method);
      if (current?.id === modelId) return;
      const payload = { projectId, modelId, method, replaces: current?.id ?? null, reason: 'by-hand' as const };
      tx.append({
        streamId: streams.project(projectId),
        events: [{ type: 'ModelPromoted', payload, actor, projectId }],
      });
    });
    return {};
  },
});
