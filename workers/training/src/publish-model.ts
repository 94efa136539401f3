import type { Services } from '@scholia/api/services';
import { type Json, type ModelId, must, uuidV7 } from '@scholia/core';
import { type NewEvent, promotionOf, streams, type TrainingReading } from '@scholia/domain';
import type { CaseScore } from '@scholia/models';
import { currentModel, getProject, measuredModel, nextModelVersion, type TrainingRunView } from '@scholia/projections';
import type { TrainOutput } from './children/train.ts';
import { actor, whileGoing } from './run-events.ts';

/** A run's model, and in the same transaction that it is used, where the project's policy says so. */
export async function publishModel(
  services: Services,
  run: TrainingRunView,
  output: TrainOutput,
  seconds: number,
): Promise<void> {
  const { projectId, method } = run;
  const modelId = uuidV7(services.clock(), services.random) as ModelId;
  await whileGoing(services, run, [streams.project(projectId)], async (tx, now) => {
    const project = must(await getProject(tx.sql, projectId), 'a run has a project');
    const version = await nextModelVersion(tx.sql, projectId);
    const payload = { modelId, version, ...aboutModel(now, output), seconds };
    const published = { type: 'ModelPublished', payload, actor, projectId } as const;
    tx.append({ streamId: streams.training(run.id), events: [published] });
    const current = await currentModel(tx.sql, projectId, method);
    // What somebody brought and chose stays until somebody chooses otherwise.
    if (current?.origin === 'uploaded') return;
    const model = await measuredModel(tx.sql, payload);
    const reason = promotionOf(project.retraining.promotes, model, current && (await measuredModel(tx.sql, current)));
    if (!reason) return;
    const promoted: NewEvent<'ModelPromoted'> = {
      type: 'ModelPromoted',
      payload: { projectId, modelId, method, replaces: current?.id ?? null, reason },
      ...{ actor, projectId },
    };
    tx.append({ streamId: streams.project(projectId), events: [promoted] });
  });
}

function aboutModel(run: TrainingRunView, output: TrainOutput) {
  const { plan, weights, onnx, score, scores, cases, curve } = output;
  const learned = run.readings.filter(({ heldOut }) => !heldOut);
  const heldOut = run.readings.filter((reading) => reading.heldOut);
  const last = learned.map(({ position }) => BigInt(position)).reduce((a, b) => (a > b ? a : b), 0n);
  return {
    projectId: run.projectId,
    runId: run.id,
    method: run.method,
    weights,
    onnx,
    network: { type: plan.network, channels: plan.channels, dropout: plan.dropout, labels: plan.labels },
    preprocessing: { targetSpacingMm: plan.targetSpacingMm, patch: plan.patch, intensity: plan.intensity },
    plan: plan as unknown as Json,
    reasons: run.reasons ?? [],
    trainedOn: learned.map(({ readingId }) => readingId),
    heldOut: heldOut.map(({ readingId }) => readingId),
    upToPosition: String(last),
    score,
    scores,
    validation: cases.map((one, n) => validated(heldOut[n], one)),
    device: { provider: output.provider, threads: run.device?.threads ?? 1 },
    // What was learned before an interruption is only in the log.
    curve: [...run.curve.filter(({ step }) => step < curve[0].step), ...curve],
  };
}

const validated = ({ readingId, imageId }: TrainingReading, { score, scores }: CaseScore) => ({
  ...{ readingId, imageId, score },
  scores: { ...scores },
});
