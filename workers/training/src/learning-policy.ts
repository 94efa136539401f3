import type { Services } from '@scholia/api/services';
import type { ImageId, ProjectId } from '@scholia/core';
import type { StoredEvent } from '@scholia/domain';
import type { EventTransaction } from '@scholia/event-store';
import { enqueue, liveJobs } from '@scholia/jobs';
import { activeTrainingRun, allProjects, getImage, listImages, predictingModel } from '@scholia/projections';
import { requestDueTraining } from './request-due-training.ts';

/** What the policy follows. */
const TYPES = [
  'ImageImported',
  'ReadingReopened',
  'ReadingSubmitted',
  'TrainingRequested',
  'TrainingCancelled',
  'TrainingFailed',
  'ModelPublished',
  'ModelPromoted',
  'RetrainingPolicyChanged',
] as const;

/**
 * What follows from what: a submission asks for training as the project's policy says, a request becomes a job, and the model that
 * is used from now on, a new one or an old one again, predicts what is left. Events and jobs commit together with the
 * checkpoint, so each event is followed exactly once, whatever dies.
 */
export async function followLearning(services: Services, signal: AbortSignal): Promise<void> {
  const onError = (error: unknown) => services.log({ message: 'learning-policy-waits', why: String(error) });
  await takeUpRuns(services).catch(onError);
  await services.events.consume('learning-policy', { types: [...TYPES], signal, onError }, async (tx, events) => {
    for (const event of events) await react(tx, event);
    // Once for each: a run that was asked for in this transaction cannot be seen in it.
    const changed = new Set(events.flatMap((event) => (bearsOnTraining(event) && event.projectId) || []));
    for (const projectId of changed) await requestDueTraining(services, tx, projectId);
  });
}

async function react(tx: EventTransaction, event: StoredEvent): Promise<void> {
  switch (event.type) {
    case 'TrainingRequested':
      return await enqueue(tx.sql, 'train', { runId: event.payload.runId });
    case 'ImageImported':
      return await predict(tx, event.payload.projectId, event.payload.imageId);
    case 'ReadingReopened':
      if (event.projectId && event.imageId) await predict(tx, event.projectId, event.imageId);
      return;
    case 'ModelPublished':
      // Of the time before models were promoted.
      if (!event.payload.method) await predictAll(tx, event.payload.projectId);
      return;
    case 'ModelPromoted':
      return await predictAll(tx, event.payload.projectId);
    default:
  }
}

/** After it a training may be due. */
const bearsOnTraining = ({ type }: StoredEvent): boolean =>
  type === 'ReadingSubmitted' ||
  type === 'RetrainingPolicyChanged' ||
  type === 'TrainingCancelled' ||
  type === 'TrainingFailed' ||
  type === 'ModelPublished';

async function predictAll(tx: EventTransaction, projectId: ProjectId): Promise<void> {
  for (const { id } of await listImages(tx.sql, projectId)) await predict(tx, projectId, id);
}

/** Asks for what the model in use says about an image that is not submitted, when there is a model and it has not said it. */
async function predict(tx: EventTransaction, projectId: ProjectId, imageId: ImageId): Promise<void> {
  const [model, image] = await Promise.all([predictingModel(tx.sql, projectId), getImage(tx.sql, imageId)]);
  if (!model || !image || image.status === 'submitted' || image.score?.modelId === model.id) return;
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
