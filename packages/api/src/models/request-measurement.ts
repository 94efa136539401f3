import type { ModelId, ProjectId } from '@scholia/core';
import { type Actor, streams } from '@scholia/domain';
import type { EventTransaction } from '@scholia/event-store';
import { enqueue } from '@scholia/jobs';

/** The wish to have a model measured, and the job for it, in the same transaction. */
export async function requestMeasurement(
  tx: EventTransaction,
  payload: { readonly modelId: ModelId; readonly projectId: ProjectId },
  actor: Actor,
): Promise<void> {
  const { modelId, projectId } = payload;
  tx.append({
    streamId: streams.model(modelId),
    events: [{ type: 'ModelMeasurementRequested', payload, actor, projectId }],
  });
  await enqueue(tx.sql, 'measure-model', { modelId });
}
