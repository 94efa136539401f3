import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Services } from '@scholia/api/services';
import type { Provider } from '@scholia/api/worker-process';
import { AppError, type ErrorCode, isAppError, type TrainingRunId } from '@scholia/core';
import { environment } from '@scholia/db';
import type { TrainingReading } from '@scholia/domain';
import { runChildTask, type Task } from '@scholia/jobs';
import { getImage, getModel, getProject, getTrainingRun, type TrainingRunView } from '@scholia/projections';
import type { TrainInput, TrainMessage, TrainOutput } from '../children/train.ts';
import type { StoredCase } from '../patches/stored-case.ts';
import { publishModel } from '../publish-model.ts';
import { appendToRun, isGoing } from '../run-events.ts';
import { RunReporter } from '../run-reporter.ts';

class Cancelled extends Error {}

export interface TrainSettings {
  /** How long a run may train, where nobody said otherwise. */
  readonly seconds: number;
  readonly provider: Provider;
}

/**
 * One training run, in a child process. Its events are its state: a run that has ended is not run again, and one whose worker
 * died goes on from its last saved step, or anew with its plan from its TrainingRequested event, so it publishes exactly one model.
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
    const reporter = new RunReporter(services, run);
    const started = services.clock();
    try {
      const input = await inputOf(services, run, settings);
      const output = await runChildTask<TrainInput, TrainMessage, TrainOutput>(
        { module: new URL('../children/train.ts', import.meta.url), input, signal: cancel.signal },
        (message) => reporter.hear(message),
      );
      await reporter.settled();
      await publishModel(services, run, output, (services.clock() - started) / 1000);
    } catch (error) {
      await reporter.settled();
      if (error instanceof Cancelled)
        await appendToRun(services, run, { type: 'TrainingCancelled', payload: { runId: run.id } });
      else if (!stopping.aborted && (isLastAttempt || isFinal(error))) {
        const failure = failureOf(error);
        reporter.say(`It stopped (${failure.code}): ${failure.message}`);
        const payload = { runId: run.id, ...failure, log: reporter.log };
        await appendToRun(services, run, { type: 'TrainingFailed', payload });
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

/** A process that was killed may have had to give its memory to another program: what it saved is worth another try. */
const isFinal = (error: unknown) => isAppError(error) && error.retry === 'never' && error.code !== 'out-of-memory';

/** What to do about a failure, by its code. */
const HINTS: Readonly<Partial<Record<ErrorCode, string>>> = {
  'bad-request': 'Change what was asked otherwise than planned, and train again.',
  'integrity-failed': 'A stored file is damaged: restore it from a backup, then train again.',
  'storage-full': 'Free space on the disk of the data folder, then train again.',
  'unusable-file': 'Withdraw the image that cannot be used, then train again.',
  'out-of-memory':
    'The computer may have too little memory for this network: train with a smaller patch or fewer channels, or end other programs.',
};

/** What people are told. A fault that is no refusal has a code that says: the computer's, not the data's. */
function failureOf(error: unknown): { readonly message: string; readonly code: ErrorCode; readonly hint: string } {
  const { message, code } = isAppError(error)
    ? error
    : {
        message: 'The training stopped several times for a reason that only its log tells.',
        code: 'runtime-unavailable' as const,
      };
  return {
    message,
    code,
    hint: HINTS[code] ?? 'Train again. If it fails again, the log of the training worker tells more.',
  };
}

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
  const stored = async ({ imageId, labelBlob }: TrainingReading): Promise<StoredCase> => {
    const image = await getImage(sql, imageId);
    if (!image) throw new AppError('not-found', 'An image of this training is gone.');
    return { image: { blob: image.blob, volumeIndex: image.volumeIndex }, labels: labelBlob };
  };
  const pick = (heldOut: boolean) =>
    Promise.all(run.readings.filter((reading) => reading.heldOut === heldOut).map(stored));
  return {
    cases: await pick(false),
    heldOut: await pick(true),
    labels: project.labels.map(({ value }) => value),
    method: run.method,
    overrides: (run.overrides ?? {}) as TrainInput['overrides'],
    warmStart: warm && { checkpoint: warm.weights, version: warm.version, reasons: warm.reasons ?? [] },
    plan: run.plan,
    seconds: run.seconds ?? seconds,
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
