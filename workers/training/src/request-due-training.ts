import type { Services } from '@scholia/api/services';
import { type ProjectId, type TrainingRunId, uuidV7 } from '@scholia/core';
import { nextTraining, streams } from '@scholia/domain';
import type { EventTransaction } from '@scholia/event-store';
import { enqueue } from '@scholia/jobs';
import {
  getProject,
  retrainingFacts,
  startingModel,
  submittedReadings,
  trainingReadingsOf,
} from '@scholia/projections';
import { actor } from './run-events.ts';

/**
 * Asks for a run when the project's policy says that one is due. While one is under way nothing is: its end asks again, so any number of
 * submissions meanwhile cost one run more. Where only time is missing a job asks again then; a later submission puts it off.
 */
export async function requestDueTraining(
  services: Services,
  tx: EventTransaction,
  projectId: ProjectId,
): Promise<void> {
  await tx.lockStream(streams.project(projectId));
  const project = await getProject(tx.sql, projectId);
  if (!project) return;
  const policy = project.retraining;
  const next = nextTraining(policy, await retrainingFacts(tx.sql, projectId, services.clock()));
  if ('until' in next) await enqueue(tx.sql, 'retrain', { projectId }, { runAt: new Date(next.until) });
  if (next.status !== 'due') return;
  const { method } = next;
  const runId = uuidV7(services.clock(), services.random) as TrainingRunId;
  const readings = trainingReadingsOf(await submittedReadings(tx.sql, projectId));
  const warmStartFrom = (await startingModel(tx.sql, projectId, method))?.id ?? null;
  const seconds = policy.seconds === null ? {} : { seconds: policy.seconds };
  const payload = { runId, projectId, readings, warmStartFrom, method, ...seconds };
  tx.append({
    streamId: streams.training(runId),
    expected: 'absent',
    events: [{ type: 'TrainingRequested', payload, actor, projectId }],
  });
}
