import type { Services } from '@scholia/api/services';
import type { Provider } from '@scholia/api/worker-process';
import type { ImageId, ProjectId } from '@scholia/core';
import type { Task } from '@scholia/jobs';
import { clickedModel, getImage } from '@scholia/projections';
import { kindOf } from '../open-network.ts';
import type { WarmInput } from '../prediction/answer-clicks.ts';
import { askNetwork } from '../prediction/ask-network.ts';
import { ANSWERER } from '../propose-by-model.ts';

/** Loads the model that clicks will most likely be answered by, and the image as that sees it, into the process that answers. */
export function warmImageTask(services: Services, provider: Provider): Task<'warm-image'> {
  return async (payload, signal) => {
    const [model, image] = await Promise.all([
      clickedModel(services.sql, payload.projectId as ProjectId),
      getImage(services.sql, payload.imageId as ImageId),
    ]);
    if (!model || !image || image.withdrawn) return;
    const input: WarmInput = {
      warms: true,
      weights: model.weights,
      network: kindOf(model),
      provider,
      image: { blob: image.blob, volumeIndex: image.volumeIndex },
    };
    await askNetwork<WarmInput, null>(services, { module: ANSWERER, input, signal });
  };
}
