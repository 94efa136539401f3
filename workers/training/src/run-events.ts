import type { Services } from '@scholia/api/services';
import { type NewEvent, streams } from '@scholia/domain';
import type { EventTransaction } from '@scholia/event-store';
import { getTrainingRun, type TrainingRunView } from '@scholia/projections';

// What a run says of itself in the log.

export const actor = { type: 'system', name: 'training' } as const;

export const isGoing = ({ status }: TrainingRunView) => ['requested', 'running', 'cancelling'].includes(status);

type RunEvent = NewEvent<'TrainingPlanned' | 'TrainingProgressed' | 'TrainingCancelled' | 'TrainingFailed'>;
type Unattributed = RunEvent extends infer One ? (One extends RunEvent ? Pick<One, 'type' | 'payload'> : never) : never;

/** Does it while the run goes on, under its lock (and others, taken first): a run ends once, however often its job is delivered. */
export async function whileGoing(
  { events }: Services,
  run: TrainingRunView,
  locks: readonly string[],
  work: (tx: EventTransaction, now: TrainingRunView) => Promise<void> | void,
): Promise<void> {
  await events.transact(async (tx) => {
    for (const stream of [...locks, streams.training(run.id)]) await tx.lockStream(stream);
    const now = await getTrainingRun(tx.sql, run.id);
    if (now && isGoing(now)) await work(tx, now);
  });
}

export async function appendToRun(services: Services, run: TrainingRunView, event: Unattributed): Promise<void> {
  const stored = { ...event, actor, projectId: run.projectId } as NewEvent;
  await whileGoing(services, run, [], (tx) => tx.append({ streamId: streams.training(run.id), events: [stored] }));
}
