import { ReadingFold } from '@scholia/api/reading-fold';
import type { Services } from '@scholia/api/services';
import type { Provider } from '@scholia/api/worker-process';
import { AppError, isAppError, type ProposalId, uuidV7 } from '@scholia/core';
import { type PayloadOf, streams } from '@scholia/domain';
import { prepareChild, type Task } from '@scholia/jobs';
import { getImage, getSegmentationRequest, type SegmentationRequestView } from '@scholia/projections';
import type { Progress } from '@scholia/segmentation';
import { proposeByMethod, SEGMENT_CHILD } from '../propose-by-method.ts';
import { proposeByModel } from '../propose-by-model.ts';
import type { Proposed } from '../proposed.ts';

/** A person waits: better an answer that it took too long than none. */
const TIMEOUT_MS = 120_000;
const TOO_LONG = 'This took longer than two minutes. Scribble nearer to the boundary, so that less has to be searched.';
const TOO_LONG_FOR_A_MODEL = 'The model took longer than two minutes. Try again once the computer has less to do.';
/** How often it looks whether anybody still waits, and tells them how far it is. */
const LOOK_MS = 300;
const CANCELLED = new Error('nobody waits for this any more');
const UNKNOWN = 'The computation failed three times. Try again; if it fails again, tell an administrator.';

/**
 * Prompts to a proposal. All input comes from the log: the prompts are folded up to the position of the request, so a
 * lost computation gives the same answer when it is done again.
 */
export function segmentTask(services: Services, provider: Provider): Task<'segment'> {
  prepareChild(SEGMENT_CHILD);
  return async ({ requestId }, stopping, isLastAttempt) => {
    const request = await getSegmentationRequest(services.sql, requestId);
    if (request?.status !== 'waiting') return;
    const started = services.clock();
    const unwanted = new AbortController();
    const timeout = setTimeout(
      () => unwanted.abort(new AppError('too-large', request.modelId ? TOO_LONG_FOR_A_MODEL : TOO_LONG)),
      TIMEOUT_MS,
    );
    let progress: Progress = { stage: 'image' };
    const look = setInterval(async () => {
      const now = await getSegmentationRequest(services.sql, requestId).catch(() => request);
      if (now?.status !== 'waiting') return unwanted.abort(CANCELLED);
      await services.progress.tell(requestId, progress).catch(() => undefined);
    }, LOOK_MS);
    try {
      const signal = AbortSignal.any([stopping, unwanted.signal]);
      const proposed = await propose(services, provider, request, signal, (now) => {
        progress = now;
      });
      await offer(services, request, { ...proposed, elapsedMs: services.clock() - started });
    } catch (error) {
      if (error === CANCELLED) return;
      const isFinal = isLastAttempt || (isAppError(error) && error.retry === 'never');
      if (stopping.aborted || !isFinal) throw error;
      await fail(services, request, isAppError(error) ? error.message : UNKNOWN);
    } finally {
      clearTimeout(timeout);
      clearInterval(look);
    }
  };
}

async function propose(
  services: Services,
  provider: Provider,
  request: SegmentationRequestView,
  signal: AbortSignal,
  onProgress: (progress: Progress) => void,
): Promise<Proposed> {
  const image = await getImage(services.sql, request.imageId);
  if (!image) throw new AppError('not-found', 'The image is gone.');
  const reading = new ReadingFold(services, request.readingId, image);
  await reading.catchUp(request.upToPosition);
  const question = { request, image, reading, signal, onProgress };
  return request.modelId
    ? await proposeByModel(services, provider, request.modelId, question)
    : await proposeByMethod(services, question);
}

async function offer(
  services: Services,
  request: SegmentationRequestView,
  facts: Proposed & Pick<PayloadOf<'ProposalOffered'>, 'elapsedMs'>,
): Promise<void> {
  const image = await getImage(services.sql, request.imageId);
  if (!image) return;
  await answerOnce(services, request, {
    type: 'ProposalOffered',
    payload: {
      proposalId: uuidV7(services.clock(), services.random) as ProposalId,
      imageId: request.imageId,
      projectId: image.projectId,
      readingId: request.readingId,
      requestId: request.id,
      ...facts,
    },
  });
}

async function fail(services: Services, request: SegmentationRequestView, message: string): Promise<void> {
  const payload = { requestId: request.id, readingId: request.readingId, message };
  await answerOnce(services, request, { type: 'SegmentationFailed', payload });
}

type Answer =
  | { type: 'ProposalOffered'; payload: PayloadOf<'ProposalOffered'> }
  | { type: 'SegmentationFailed'; payload: PayloadOf<'SegmentationFailed'> };

/** A job delivered twice answers once: the request's state is read again under the stream's lock. */
async function answerOnce(services: Services, request: SegmentationRequestView, answer: Answer): Promise<void> {
  const image = await getImage(services.sql, request.imageId);
  const streamId =
    answer.type === 'ProposalOffered' ? streams.image(request.imageId) : streams.reading(request.readingId);
  await services.events.transact(async (tx) => {
    await tx.lockStream(streams.reading(request.readingId));
    const now = await getSegmentationRequest(tx.sql, request.id);
    if (now?.status !== 'waiting') return;
    const scope = { projectId: image?.projectId, imageId: request.imageId, readingId: request.readingId };
    const actor = { type: 'system', name: 'inference' } as const;
    tx.append({ streamId, events: [{ ...answer, actor, causation: request.id, ...scope }] });
  });
}
