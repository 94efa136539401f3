import type { Services } from '@scholia/api/services';
import type { Provider } from '@scholia/api/worker-process';
import { AppError, type ModelId } from '@scholia/core';
import { isModelMethod } from '@scholia/domain';
import { runChildTask } from '@scholia/jobs';
import { getModel, getProposal } from '@scholia/projections';
import { clicksOfPrompts } from './clicks-of-prompts.ts';
import { kindOf } from './open-network.ts';
import type { AnswerInput, AnswerResult } from './prediction/answer-clicks.ts';
import type { Proposed, Question } from './proposed.ts';

const CHILD = new URL('./children/answer-clicks.ts', import.meta.url);
/** For the window that it is at: what it has loaded is worth more than that. */
const GRACE_MS = 3000;

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
  const task = { module: CHILD, input, signal, keepsChild: true, graceMs: GRACE_MS } as const;
  const answer = await runChildTask<AnswerInput, number, AnswerResult>(task, (share) =>
    onProgress({ stage: 'network', share }),
  );
  return { source: { type: 'model', modelId, weights: model.weights }, ...answer };
}
