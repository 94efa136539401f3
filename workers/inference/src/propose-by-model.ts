import type { Services } from '@scholia/api/services';
import type { Provider } from '@scholia/api/worker-process';
import { AppError, isAppError, type ModelId } from '@scholia/core';
import { isModelMethod } from '@scholia/domain';
import { getModel, getProposal } from '@scholia/projections';
import { clicksOfPrompts } from './clicks-of-prompts.ts';
import { kindOf } from './open-network.ts';
import type { AnswerInput, AnswerResult } from './prediction/answer-clicks.ts';
import { askNetwork } from './prediction/ask-network.ts';
import type { Proposed, Question } from './proposed.ts';

/** The process that answers clicks, and stays. */
export const ANSWERER = new URL('./children/answer-clicks.ts', import.meta.url);
const NO_MEMORY =
  'The computer has too little memory for this model. Try again once it has less to do, or ask an administrator to train a smaller one.';

/** An answer by the model that the request names. */
export async function proposeByModel(
  services: Services,
  provider: Provider,
  modelId: ModelId,
  { request, image, reading, signal, onProgress }: Question,
): Promise<Proposed> {
  const { method, label, from, refiningModelId } = request;
  const [model, refining, before] = await Promise.all([
    getModel(services.sql, modelId),
    refiningModelId ? getModel(services.sql, refiningModelId) : undefined,
    from ? getProposal(services.sql, from) : undefined,
  ]);
  if (!model || !isModelMethod(method))
    throw new AppError('bad-request', 'The model that was asked is gone. Choose another method.');
  const input: AnswerInput = {
    weights: model.weights,
    network: kindOf(model),
    provider,
    method,
    image: { blob: image.blob, volumeIndex: image.volumeIndex },
    clicks: clicksOfPrompts(reading.fold),
    label,
    predicted: before?.blob,
    refining: refining && { weights: refining.weights, network: kindOf(refining), provider },
  };
  const answer = await askNetwork<AnswerInput, AnswerResult>(services, { module: ANSWERER, input, signal }, (share) =>
    onProgress({ stage: 'network', share }),
  ).catch((error: unknown) => {
    if (isAppError(error) && error.code === 'out-of-memory')
      throw new AppError(error.code, NO_MEMORY, { cause: error });
    throw error;
  });
  return { source: { type: 'model', modelId, weights: model.weights }, ...answer };
}
