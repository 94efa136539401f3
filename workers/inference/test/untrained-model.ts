import type { ApiWorld } from '@scholia/api/testing';
import { type ModelId, type ProjectId, seededRandom } from '@scholia/core';
import { type ModelMethod, streams } from '@scholia/domain';
import { encodeCheckpoint, freshState, planSchema } from '@scholia/models';
import { nextModelVersion } from '@scholia/projections';

const FLAT = {
  patch: [1, 16, 16],
  factors: [
    [1, 1, 1],
    [1, 2, 2],
  ],
  kernels: [
    [1, 3, 3],
    [1, 3, 3],
  ],
};

/** A small model of a method that has learned nothing, in use: what it answers is not the point. */
export async function useUntrainedModel(world: ApiWorld, projectId: ProjectId, method: ModelMethod): Promise<ModelId> {
  const plan = planSchema.parse({
    method,
    targetSpacingMm: [2, 2, 3],
    ...(method === 'deepgrow-2d' ? FLAT : { patch: [8, 16, 16] }),
    channels: [2, 4],
    dropout: 0.2,
    learningRate: 1e-2,
    labels: [1, 2],
    seed: 1,
  });
  const run = { seed: 1, attempts: 0, share: 0, peakRate: 0 };
  const { blobs, events, sql } = world.services;
  const weights = await blobs.put(encodeCheckpoint({ plan, run, ...freshState(plan, seededRandom(1)) }));
  const version = await nextModelVersion(sql, projectId);
  const { modelId } = await world.publishModel({ projectId, version, method, weights });
  const used = { projectId, modelId, method, replaces: null, reason: 'first' } as const;
  const actor = { type: 'model', modelId } as const;
  const promoted = { type: 'ModelPromoted', payload: used, actor, projectId } as const;
  await events.append({ streamId: streams.project(projectId), events: [promoted] });
  return modelId;
}
