import { AppError } from '@scholia/core';
import { fields, streams } from '@scholia/domain';
import { z } from 'zod';
import { download } from '../schemas.ts';
import { modelOf, modelScope } from '../scopes.ts';
import { command } from '../use-case.ts';

/** The bytes and the event that they were taken out go together: a client that has them already costs neither. */
export const exportOnnx = command({
  name: 'models.exportOnnx',
  summary:
    'The network of a model as an ordinary .onnx file, weights inside; how an image becomes its input is in the plan.',
  input: z.object({ modelId: fields.modelId }),
  output: download,
  access: { type: 'project', capability: 'label.view', scope: modelScope },
  async run({ services, actor, commit }, { modelId }) {
    const { origin, weights, onnx: exported, version, method } = await modelOf(services.sql, modelId);
    // One from elsewhere is such a file itself.
    const onnx = origin === 'uploaded' ? weights : exported;
    if (!onnx)
      throw new AppError(
        'not-found',
        'This model is of the time before .onnx files were kept. Train it further to have one.',
      );
    return {
      etag: onnx,
      contentType: 'application/octet-stream',
      fileName: `model-v${version}-${method}.onnx`,
      immutable: true,
      async read() {
        await commit(async (tx, { scope: { projectId } }) => {
          const payload = { projectId, modelId, onnx };
          tx.append({
            streamId: streams.model(modelId),
            events: [{ type: 'ModelExported', payload, actor, projectId }],
          });
        });
        return services.blobs.get(onnx);
      },
    };
  },
});
