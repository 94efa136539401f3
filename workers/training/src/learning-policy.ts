import type { Services } from '@scholia/api/services';
import { type ProjectId, type TrainingRunId, uuidV7 } from '@scholia/core';
import { type StoredEvent, streams } from '@scholia/domain';
import type { EventTransaction } from '@scholia/event-store';
import { enqueue } from '@scholia/jobs';
import {
  activeTrainingRun,
  latestModel,
  listImages,
  submittedReadings,
  trainingReadingsOf,
} from '@scholia/projections';

/**
 * What follows from what: a submission asks for training, a request becomes a job, a new model predicts what is left. Events and
 * jobs commit together with the checkpoint, so each event is followed exactly once, whatever dies.
 */
export async function followLearning(services: Services, signal: AbortSignal): Promise<void> {
  const types = ['ReadingSubmitted', 'TrainingRequested', 'ModelPublished', 'TrainingFailed'] as const;
  const onError = (error: unknown) => services.log({ message: 'learning-policy-waits', why: String(error) });
  await services.events.consume('learning-policy', { types: [...types], signal, onError }, async (tx, events) => {
    for (const event of events) await react(services, tx, event);
  });
}

async function react(services: Services, tx: EventTransaction, event: StoredEvent): Promise<void> {
  switch (event.type) {
    case 'ReadingSubmitted':
      await requestTraining(services, tx, event.payload.projectId);
      return;
    case 'TrainingRequested':
      await enqueue(tx.sql, 'train', { runId: event.payload.runId });
      return;
    case 'ModelPublished': {
      const { projectId, modelId } = event.payload;
      for (const image of await listImages(tx.sql, projectId)) {
        if (image.status !== 'submitted')
          await enqueue(tx.sql, 'predict-image', { projectId, imageId: image.id, modelId });
      }
      await requestTraining(services, tx, projectId);
      return;
    }
    default:
  }
}

/**
 * Asks for a run when there is a submission that no model has learned from. While one is under way it waits: the end of that run
 * asks again, so any number of submissions meanwhile cost one run more.
 */
async function requestTraining(services: Services, tx: EventTransaction, projectId: ProjectId): Promise<void> {
  await tx.lockStream(streams.project(projectId));
  if (await activeTrainingRun(tx.sql, projectId)) return;
  const readings = await submittedReadings(tx.sql, projectId);
  const model = await latestModel(tx.sql, projectId);
  const known = new Set([...(model?.trainedOn ?? []), ...(model?.heldOut ?? [])]);
  const hasNews = readings.some(({ id }) => !known.has(id));
  if (!hasNews || readings.every(({ submission }) => submission.heldOut)) return;
  const runId = uuidV7(services.clock(), services.random) as TrainingRunId;
  tx.append({
    streamId: streams.training(runId),
    expected: 'absent',
    events: [
      {
        type: 'TrainingRequested',
        payload: {
          runId,
          projectId,
          readings: trainingReadingsOf(readings),
          warmStartFrom: model?.id ?? null,
        },
        actor: { type: 'system', name: 'training' },
        projectId,
      },
    ],
  });
}
