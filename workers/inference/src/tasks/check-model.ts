import { totalmem } from 'node:os';
import { requestMeasurement } from '@scholia/api/request-measurement';
import type { Services } from '@scholia/api/services';
import type { Provider } from '@scholia/api/worker-process';
import { isAppError, type Json, type ModelId } from '@scholia/core';
import { type DomainEvent, streams } from '@scholia/domain';
import { runChildTask, type Task } from '@scholia/jobs';
import { type Check, type DryRunReport, declarationSchema, failed, reportOf } from '@scholia/models/foreign';
import { casesToMeasure, getModelFile, listImages, type ModelFileView, nextModelVersion } from '@scholia/projections';
import type { CheckModelInput } from '../children/check-model.ts';

const CHILD = new URL('../children/check-model.ts', import.meta.url);

export interface CheckLimits {
  readonly seconds: number;
  readonly memoryMiB: number;
}

/** A window of a network that is worth waiting for takes seconds, and the rest of the machine must live on. */
const LIMITS: CheckLimits = { seconds: 120, memoryMiB: Math.min(8192, Math.floor(totalmem() / 2 ** 21)) };

/**
 * Tries a network from elsewhere as it was declared, in a child process that is killed when it takes too much time or memory. It answers once:
 * with a model, or with a refusal whose report says what to do.
 */
export function checkModelTask(
  services: Services,
  provider: Provider,
  limits: CheckLimits = LIMITS,
): Task<'check-model'> {
  return async (payload, stopping, isLastAttempt) => {
    const modelId = payload.modelId as ModelId;
    const file = await getModelFile(services.sql, modelId);
    if (file?.status !== 'checking') return;
    const declaration = declarationSchema.parse(file.declaration);
    const image = (await listImages(services.sql, file.projectId)).find(({ withdrawn }) => !withdrawn);
    const checks: Check[] = [];
    const tooLong = AbortSignal.timeout(1000 * limits.seconds);
    let report: DryRunReport;
    try {
      const input = {
        ...{ file: file.file, declaration, provider, memoryLimitMiB: limits.memoryMiB },
        image: image && { blob: image.blob, volumeIndex: image.volumeIndex },
      };
      const signal = AbortSignal.any([stopping, tooLong]);
      const task = { module: CHILD, input, signal };
      report = await runChildTask<CheckModelInput, Check, DryRunReport>(task, (check) => void checks.push(check));
    } catch (error) {
      const end = tooLong.aborted ? `none within ${limits.seconds} s` : deathOf(error);
      if (stopping.aborted || (!end && !isLastAttempt)) throw error;
      report = reportOf([...checks, end ? limitPassed(end, limits) : unknownEnd(error)]);
    }
    await conclude(services, file, report);
  };
}

/** How its process died; undefined where it is something else that went wrong. */
function deathOf(error: unknown): string | undefined {
  if (!isAppError(error)) return undefined;
  if (error.code === 'out-of-memory') return 'none with so little memory';
  return error.code === 'runtime-unavailable' ? 'none: its process crashed' : undefined;
}

function limitPassed(found: string, { seconds, memoryMiB }: CheckLimits): Check {
  const expected = `an answer within ${seconds} s and ${memoryMiB} MiB`;
  return failed('limits', found, expected, 'Take a smaller patch, or a smaller network.');
}

function unknownEnd(error: unknown): Check {
  const found = isAppError(error) ? error.message : 'a fault that only the log of the worker tells';
  return failed('limits', found, 'an answer', 'Try again; if it fails again, tell an administrator.');
}

type Answer = DomainEvent<'ModelUploaded' | 'ModelRefused'>;

/** A job that is delivered twice answers once, and each model has a version of its own. */
async function conclude(
  services: Services,
  { id: modelId, projectId }: ModelFileView,
  report: DryRunReport,
): Promise<void> {
  await services.events.transact(async (tx) => {
    await tx.lockStream(streams.project(projectId));
    await tx.lockStream(streams.model(modelId));
    const file = await getModelFile(tx.sql, modelId);
    if (file?.status !== 'checking') return;
    const about = { modelId, projectId, name: file.name, declaration: file.declaration as Json, report };
    const version = await nextModelVersion(tx.sql, projectId);
    const answer: Answer = report.isUsable
      ? { type: 'ModelUploaded', payload: { ...about, version, weights: file.file } }
      : { type: 'ModelRefused', payload: about };
    const actor = { type: 'system', name: 'inference' } as const;
    tx.append({ streamId: streams.model(modelId), events: [{ ...answer, actor, projectId }] });
    if (!report.isUsable) return;
    const { cases } = await casesToMeasure(tx.sql, { projectId, trainedOn: [] });
    if (cases.length > 0) await requestMeasurement(tx, { modelId, projectId }, actor);
  });
}
