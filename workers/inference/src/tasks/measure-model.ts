import type { Services } from '@scholia/api/services';
import type { Provider } from '@scholia/api/worker-process';
import { isAppError, type ModelId, must } from '@scholia/core';
import { type DomainEvent, streams, type TrainingReading } from '@scholia/domain';
import type { Task } from '@scholia/jobs';
import { type CaseScore, evaluationOf } from '@scholia/models';
import { casesToMeasure, getImage, getModel, getProject, type ModelView } from '@scholia/projections';
import { kindOf } from '../open-network.ts';
import { askNetwork } from '../prediction/ask-network.ts';
import type { MeasureInput } from '../prediction/measure-case.ts';

const CHILD = new URL('../children/predict-image.ts', import.meta.url);
/** How often it looks whether anybody still wants to know. */
const LOOK_MS = 1000;
const CANCELLED = new Error('nobody wants to know this any more');

/** Measures a model on the readings that are held out now, case by case. Asked for once, it answers once, however often it is delivered. */
export function measureModelTask(services: Services, provider: Provider, child = CHILD): Task<'measure-model'> {
  return async (payload, stopping, isLastAttempt) => {
    const modelId = payload.modelId as ModelId;
    const model = await getModel(services.sql, modelId);
    if (!model?.isMeasuring) return;
    const unwanted = new AbortController();
    const look = setInterval(async () => {
      const now = await getModel(services.sql, modelId).catch(() => model);
      if (!now?.isMeasuring) unwanted.abort(CANCELLED);
    }, LOOK_MS);
    const about = { modelId, projectId: model.projectId };
    try {
      const signal = AbortSignal.any([stopping, unwanted.signal]);
      const result = await measure(services, model, { provider, child, signal });
      await conclude(services, model, { type: 'ModelMeasured', payload: { ...about, ...result } });
    } catch (error) {
      if (error === CANCELLED) return;
      const isGivenUp = isLastAttempt || (isAppError(error) && error.retry === 'never');
      if (stopping.aborted || !isGivenUp) throw error;
      const reason = isAppError(error) ? error.code : error instanceof Error ? error.name : 'unknown';
      await conclude(services, model, { type: 'ModelMeasurementStopped', payload: { ...about, reason } });
    } finally {
      clearInterval(look);
    }
  };
}

interface Where {
  readonly provider: Provider;
  /** Module of the child process. */
  readonly child: URL;
  readonly signal: AbortSignal;
}

async function measure(services: Services, model: ModelView, { provider, child, signal }: Where) {
  const { sql } = services;
  const { labels } = must(await getProject(sql, model.projectId), 'a model has a project');
  const { cases, leftOut } = await casesToMeasure(sql, model);
  const measured: CaseScore[] = [];
  for (const { imageId, labelBlob } of cases) {
    const { blob, volumeIndex } = must(await getImage(sql, imageId), 'a reading has an image');
    const input: MeasureInput = {
      ...{ weights: model.weights, network: kindOf(model), provider, method: model.method },
      ...{ image: { blob, volumeIndex }, truth: labelBlob, labels: labels.map(({ value }) => value) },
    };
    const task = { module: child, input, signal, urgency: 'batch' } as const;
    measured.push(await askNetwork<MeasureInput, CaseScore>(services, task));
  }
  const { score, scores } = evaluationOf(measured);
  return { score, scores, validation: cases.map((one, n) => validated(one, measured[n])), leftOut };
}

const validated = ({ readingId, imageId, labelBlob }: TrainingReading, { score, scores }: CaseScore) => ({
  ...{ readingId, imageId, labelBlob, score },
  scores: { ...scores },
});

/** Nothing where it was cancelled, or answered by another delivery, in the meantime. */
async function conclude(
  { events }: Services,
  { id: modelId, projectId }: ModelView,
  answer: DomainEvent<'ModelMeasured' | 'ModelMeasurementStopped'>,
): Promise<void> {
  await events.transact(async (tx) => {
    await tx.lockStream(streams.model(modelId));
    if (!(await getModel(tx.sql, modelId))?.isMeasuring) return;
    const actor = { type: 'system', name: 'inference' } as const;
    tx.append({ streamId: streams.model(modelId), events: [{ ...answer, actor, projectId }] });
  });
}
