import { ReadingFold } from '@scholia/api/reading-fold';
import type { Services } from '@scholia/api/services';
import { readStoredImage } from '@scholia/api/stored-case';
import { AppError, isAppError, type ProposalId, uuidV7 } from '@scholia/core';
import { type PayloadOf, streams } from '@scholia/domain';
import { prepareChild, runChildTask, type Task } from '@scholia/jobs';
import { getImage, getSegmentationRequest, type SegmentationRequestView } from '@scholia/projections';
import { methodNamed, type Progress, valuesFrom } from '@scholia/segmentation';
import { encodeLabelmap, Labelmap } from '@scholia/volume';
import { chancesFor } from '../chances.ts';
import type { SegmentInput, SegmentResult } from '../children/segment.ts';

const CHILD = new URL('../children/segment.ts', import.meta.url);
/** A person waits: better an answer that it took too long than none. */
const TIMEOUT_MS = 120_000;
const TOO_LONG = 'This took longer than two minutes. Scribble nearer to the boundary, so that less has to be searched.';
/** How often it looks whether anybody still waits, and tells them how far it is. */
const LOOK_MS = 300;
const CANCELLED = new Error('nobody waits for this any more');
const UNKNOWN = 'The computation failed three times. Try again; if it fails again, tell an administrator.';

/**
 * Scribbles to a proposal. All input comes from the log: the prompts are folded up to the position of the request, so a
 * lost computation gives the same answer when it is done again.
 */
export function segmentTask(services: Services): Task<'segment'> {
  prepareChild(CHILD);
  return async ({ requestId }, stopping, isLastAttempt) => {
    const request = await getSegmentationRequest(services.sql, requestId);
    if (request?.status !== 'waiting') return;
    const started = services.clock();
    const unwanted = new AbortController();
    const timeout = setTimeout(() => unwanted.abort(new AppError('too-large', TOO_LONG)), TIMEOUT_MS);
    let progress: Progress = { stage: 'image' };
    const look = setInterval(async () => {
      const now = await getSegmentationRequest(services.sql, requestId).catch(() => request);
      if (now?.status !== 'waiting') return unwanted.abort(CANCELLED);
      await services.progress.tell(requestId, progress).catch(() => undefined);
    }, LOOK_MS);
    try {
      const signal = AbortSignal.any([stopping, unwanted.signal]);
      const { labelmap, unsure, ...facts } = await propose(services, request, signal, (now) => {
        progress = now;
      });
      const [blob, uncertainty] = await Promise.all([
        services.blobs.put(encodeLabelmap(labelmap)),
        unsure && services.blobs.put(unsure),
      ]);
      const elapsedMs = services.clock() - started;
      await offer(services, request, { blob, ...facts, ...(uncertainty && { uncertainty }), elapsedMs });
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
  request: SegmentationRequestView,
  signal: AbortSignal,
  onProgress: (progress: Progress) => void,
) {
  const ref = await getImage(services.sql, request.imageId);
  if (!ref) throw new AppError('not-found', 'The image is gone.');
  const reading = new ReadingFold(services, request.readingId, ref);
  const [image] = await Promise.all([readStoredImage(services.blobs, ref), reading.catchUp(request.upToPosition)]);
  const [x, y, z] = image.spacingUm;
  const { method: name, label, otherLabels } = request;
  const method = methodNamed(name);
  if (!method) throw new AppError('bad-request', `There is no method ${name} any more. Choose another one.`);
  const chances = await chancesFor(services, request, image.dims);
  const task = {
    module: CHILD,
    keepsChild: true,
    input: {
      method: name,
      values: valuesFrom(method, request.parameters),
      given: {
        dims: image.dims,
        spacingMm: [x / 1000, y / 1000, z / 1000],
        image: image.data,
        prompts: reading.fold.prompts.toDense(),
        drawn: reading.fold.labels.toDense(),
        labels: [label, ...otherLabels],
        chances,
      },
    },
    signal,
  } as const;
  const { labelmap, cellVoxels, uncertainty } = await runChildTask<SegmentInput, Progress, SegmentResult>(
    task,
    onProgress,
  );
  const voxels: Record<number, number> = {};
  for (const value of labelmap) if (value !== 0) voxels[value] = (voxels[value] ?? 0) + 1;
  const isCoarse = cellVoxels.some((count) => count > 1);
  return {
    labelmap: Labelmap.fromDense(image.dims, labelmap),
    voxels: { [label]: 0, ...voxels },
    ...(isCoarse && { cellVoxels }),
    unsure: uncertainty,
  };
}

async function offer(
  services: Services,
  request: SegmentationRequestView,
  facts: Pick<PayloadOf<'ProposalOffered'>, 'blob' | 'voxels' | 'elapsedMs' | 'cellVoxels' | 'uncertainty'>,
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
      source: { type: 'method', method: request.method },
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
