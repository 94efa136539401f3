import type { Services } from '@scholia/api/services';
import { type ImageId, type ProjectId, type TrainingRunId, uuidV7 } from '@scholia/core';
import { type StoredEvent, streams } from '@scholia/domain';
import type { EventTransaction } from '@scholia/event-store';
import { enqueue, liveJobs } from '@scholia/jobs';
import {
  activeTrainingRun,
  allProjects,
  currentModel,
  getImage,
  listImages,
  predictingModel,
  submittedReadings,
  trainingReadingsOf,
  trainingRunsOf,
} from '@scholia/projections';

/** What the policy follows. */
const TYPES = [
  'ImageImported',
  'ReadingReopened',
  'ReadingSubmitted',
  'TrainingRequested',
  'TrainingCancelled',
  'TrainingFailed',
  'ModelPublished',
] as const;

/**
 * What follows from what: a submission asks for training, a request becomes a job, a new model predicts what is left. Events and
 * jobs commit together with the checkpoint, so each event is followed exactly once, whatever dies.
 */
export async function followLearning(services: Services, signal: AbortSignal): Promise<void> {
  const onError = (error: unknown) => services.log({ message: 'learning-policy-waits', why: String(error) });
  await takeUpRuns(services).catch(onError);
  await services.events.consume('learning-policy', { types: [...TYPES], signal, onError }, async (tx, events) => {
    for (const event of events) await react(services, tx, event);
  });
}

async function react(services: Services, tx: EventTransaction, event: StoredEvent): Promise<void> {
  switch (event.type) {
    case 'TrainingRequested':
      await enqueue(tx.sql, 'train', { runId: event.payload.runId });
      return;
    case 'ReadingSubmitted':
      await requestTraining(services, tx, event.payload.projectId);
      return;
    case 'TrainingCancelled':
    case 'TrainingFailed':
      if (event.projectId) await requestTraining(services, tx, event.projectId);
      return;
    case 'ImageImported':
      await predict(tx, event.payload.projectId, event.payload.imageId);
      return;
    case 'ReadingReopened':
      if (event.projectId && event.imageId) await predict(tx, event.projectId, event.imageId);
      return;
    case 'ModelPublished': {
      const { projectId } = event.payload;
      for (const { id, status } of await listImages(tx.sql, projectId))
        if (status !== 'submitted') await predict(tx, projectId, id);
      await requestTraining(services, tx, projectId);
      return;
    }
    default:
  }
}

/** Asks for what the model in use says about an image, when there is a model and it has not said it. */
async function predict(tx: EventTransaction, projectId: ProjectId, imageId: ImageId): Promise<void> {
  const [model, image] = await Promise.all([predictingModel(tx.sql, projectId), getImage(tx.sql, imageId)]);
  if (!model || image?.score?.modelId === model.id) return;
  await enqueue(tx.sql, 'predict-image', { projectId, imageId, modelId: model.id });
}

/** Runs that a worker left behind whose job was given up: too often killed, or stopped. They get a new one. */
async function takeUpRuns({ events }: Services): Promise<void> {
  await events.transact(async (tx) => {
    for (const { id } of await allProjects(tx.sql)) {
      const run = await activeTrainingRun(tx.sql, id);
      if (run && (await liveJobs(tx.sql, [`train:${run.id}`])).size === 0)
        await enqueue(tx.sql, 'train', { runId: run.id });
    }
  });
}

/**
 * Asks for a run when there is a submission that no run has begun with, a corrected one included. While one is under way it
 * waits: the end of that run asks again, so any number of submissions meanwhile cost one run more. One that failed or was
 * cancelled is not repeated without news.
 */
async function requestTraining(services: Services, tx: EventTransaction, projectId: ProjectId): Promise<void> {
  await tx.lockStream(streams.project(projectId));
  if (await activeTrainingRun(tx.sql, projectId)) return;
  const submitted = await submittedReadings(tx.sql, projectId);
  if (submitted.every(({ submission }) => submission.heldOut)) return;
  const readings = trainingReadingsOf(submitted);
  const [last] = await trainingRunsOf(tx.sql, projectId);
  const known = new Set(last?.readings.map(({ readingId, position }) => `${readingId}@${position}`));
  if (readings.every(({ readingId, position }) => known.has(`${readingId}@${position}`))) return;
  const runId = uuidV7(services.clock(), services.random) as TrainingRunId;
  const warmStartFrom = (await currentModel(tx.sql, projectId, 'automatic'))?.id ?? null;
  const payload = { runId, projectId, readings, warmStartFrom };
  const actor = { type: 'system', name: 'training' } as const;
  tx.append({
    streamId: streams.training(runId),
    expected: 'absent',
    events: [{ type: 'TrainingRequested', payload, actor, projectId }],
  });
}
