import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Services } from '@scholia/api/services';
import type { Provider } from '@scholia/api/worker-process';
import { AppError, isAppError, type ModelId, type TrainingRunId, uuidV7 } from '@scholia/core';
import { environment } from '@scholia/db';
import { type NewEvent, streams, type TrainingReading } from '@scholia/domain';
import { runChildTask, type Task } from '@scholia/jobs';
import type { TrainingProgress } from '@scholia/models';
import {
  getImage,
  getModel,
  getProject,
  getTrainingRun,
  nextModelVersion,
  type TrainingRunView,
} from '@scholia/projections';
import type { TrainInput, TrainOutput } from '../children/train.ts';
import type { StoredCase } from '../patches/stored-case.ts';

/** Events a second at most while a run goes on. */
const PROGRESS_EVERY_MS = 1000;

class Cancelled extends Error {}

export interface TrainSettings {
  /** How long a run may train. */
  readonly seconds: number;
  readonly provider: Provider;
}

/**
 * One training run, in a child process. Its events are its state: a run that has ended is not run again, and one whose worker
 * died goes on from its last saved step, or anew from its TrainingRequested event, so it publishes exactly one model.
 */
export function trainTask(services: Services, settings: TrainSettings): Task<'train'> {
  return async ({ runId }, stopping, isLastAttempt) => {
    const run = await getTrainingRun(services.sql, runId as TrainingRunId);
    if (!run || !isGoing(run)) return;
    const cancel = new AbortController();
    stopping.addEventListener('abort', () =>
      cancel.abort(new AppError('runtime-unavailable', 'The worker is stopping.')),
    );
    const watching = watchForCancel(services, run, cancel);
    const started = services.clock();
    try {
      const input = await inputOf(services, run, settings);
      const report = progressReporter(services, run);
      const output = await runChildTask<TrainInput, TrainingProgress, TrainOutput>(
        { module: new URL('../children/train.ts', import.meta.url), input, signal: cancel.signal },
        report,
      );
      await publish(services, run, output, (services.clock() - started) / 1000);
    } catch (error) {
      if (error instanceof Cancelled)
        await end(services, run, { type: 'TrainingCancelled', payload: { runId: run.id } });
      else if (!stopping.aborted && (isLastAttempt || (isAppError(error) && error.retry === 'never'))) {
        const { message, code } = failureOf(error);
        await end(services, run, { type: 'TrainingFailed', payload: { runId: run.id, message, code } });
      } else throw error;
    } finally {
      watching.stop();
      const now = await getTrainingRun(services.sql, run.id).catch(() => undefined);
      if (now && !isGoing(now))
        for (const left of [resumeFileOf(run), `${resumeFileOf(run)}.cases`])
          rmSync(left, { force: true, recursive: true });
    }
  };
}

/** Beside the blobs, which every training worker shares. Gone when the run has ended. */
const resumeFileOf = ({ id }: TrainingRunView) => join(environment().dataDir, 'training', `${id}.checkpoint`);

/** What people are told. A fault that is no refusal has a code that says: the computer's, not the data's. */
function failureOf(error: unknown): { message: string; code: string } {
  if (isAppError(error)) return { message: error.message, code: error.code };
  return {
    message: 'The training stopped several times for a reason that only its log tells.',
    code: 'runtime-unavailable',
  };
}

const isGoing = ({ status }: TrainingRunView) => ['requested', 'running', 'cancelling'].includes(status);
const actor = { type: 'system', name: 'training' } as const;

async function inputOf(
  { sql }: Services,
  run: TrainingRunView,
  { seconds, provider }: TrainSettings,
): Promise<TrainInput> {
  const [project, warm] = await Promise.all([
    getProject(sql, run.projectId),
    run.warmStartFrom ? getModel(sql, run.warmStartFrom) : undefined,
  ]);
  if (!project) throw new AppError('not-found', 'The project is gone.');
  const stored = async ({ imageId, labelBlob }: TrainingReading): Promise<StoredCase[]> => {
    const image = await getImage(sql, imageId);
    return image ? [{ image: { blob: image.blob, volumeIndex: image.volumeIndex }, labels: labelBlob }] : [];
  };
  const pick = async (heldOut: boolean) =>
    (await Promise.all(run.readings.filter((reading) => reading.heldOut === heldOut).map(stored))).flat();
  return {
    cases: await pick(false),
    heldOut: await pick(true),
    labels: project.labels.map(({ value }) => value),
    warmStart: warm?.weights,
    seconds,
    seed: (warm?.version ?? 0) + 1,
    provider,
    resumeFile: resumeFileOf(run),
  };
}

/** Follows the run's own stream for a request to stop. */
function watchForCancel(services: Services, run: TrainingRunView, cancel: AbortController) {
  const stop = new AbortController();
  const watch = async () => {
    const current = await getTrainingRun(services.sql, run.id);
    if (current?.status === 'cancelling') cancel.abort(new Cancelled());
    const after = await services.events.head();
    for await (const event of services.events.subscribe({ after, signal: stop.signal }))
      if (event.type === 'TrainingCancelRequested' && event.payload.runId === run.id) cancel.abort(new Cancelled());
  };
  watch().catch((error: unknown) => {
    if (!stop.signal.aborted) services.log({ message: 'cancel-watch-lost', why: String(error) });
  });
  return { stop: () => stop.abort() };
}

function progressReporter(services: Services, run: TrainingRunView) {
  let last = 0;
  return (progress: TrainingProgress) => {
    const now = services.clock();
    if (now - last < PROGRESS_EVERY_MS) return;
    last = now;
    const { step, steps, epoch, loss, validationDice, etaMs } = progress;
    const payload = {
      runId: run.id,
      projectId: run.projectId,
      step,
      steps,
      epoch: Math.floor(epoch),
      loss,
      validationDice,
      etaMs: Math.round(etaMs),
    };
    // Progress is news, not state: a lost one does no harm.
    append(services, run, { type: 'TrainingProgressed', payload }).catch((error: unknown) =>
      services.log({ message: 'progress-lost', why: String(error) }),
    );
  };
}

type RunEvent = NewEvent<'TrainingProgressed' | 'TrainingCancelled' | 'TrainingFailed' | 'ModelPublished'>;
type Unattributed = RunEvent extends infer One ? (One extends RunEvent ? Pick<One, 'type' | 'payload'> : never) : never;

async function append({ events }: Services, run: TrainingRunView, event: Unattributed): Promise<void> {
  const stored = { ...event, actor, projectId: run.projectId } as NewEvent;
  await events.append({ streamId: streams.training(run.id), events: [stored] });
}

/** Ends a run once: a second delivery of the job finds it ended. */
async function end(services: Services, run: TrainingRunView, event: Unattributed): Promise<void> {
  await services.events.transact(async (tx) => {
    await tx.lockStream(streams.training(run.id));
    const current = await getTrainingRun(tx.sql, run.id);
    if (!current || !isGoing(current)) return;
    const stored = { ...event, actor, projectId: run.projectId } as NewEvent;
    tx.append({ streamId: streams.training(run.id), events: [stored] });
  });
}

async function publish(services: Services, run: TrainingRunView, output: TrainOutput, seconds: number): Promise<void> {
  const { plan, weights, score, scores, curve } = output;
  const ids = (heldOut: boolean) =>
    run.readings.filter((reading) => reading.heldOut === heldOut).map(({ readingId }) => readingId);
  const modelId = uuidV7(services.clock(), services.random) as ModelId;
  await services.events.transact(async (tx) => {
    await tx.lockStream(streams.project(run.projectId));
    await tx.lockStream(streams.training(run.id));
    const current = await getTrainingRun(tx.sql, run.id);
    if (!current || !isGoing(current)) return;
    const version = await nextModelVersion(tx.sql, run.projectId);
    const payload = {
      modelId,
      projectId: run.projectId,
      version,
      runId: run.id,
      weights,
      network: { type: plan.network, channels: plan.channels, dropout: plan.dropout, labels: plan.labels },
      preprocessing: {
        targetSpacingMm: plan.targetSpacingMm,
        patch: plan.patch,
        intensity: plan.intensity,
      },
      trainedOn: ids(false),
      heldOut: ids(true),
      score,
      scores: scores && Object.fromEntries(Object.entries(scores)),
      curve: curve.map(({ step, loss, validationDice }) => ({ step, loss, validationDice })),
      seconds,
    };
    const event = { type: 'ModelPublished', payload, actor, projectId: run.projectId } as NewEvent;
    tx.append({ streamId: streams.training(run.id), events: [event] });
  });
}
