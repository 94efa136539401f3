import type { ProjectId } from '@scholia/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { invoke } from '../invoke.ts';
import { submitReading } from '../readings/submit-reading.ts';
import { ApiWorld } from '../testing/api-world.ts';
import { cancelTraining } from './cancel-training.ts';
import { listTrainingRuns } from './list-training-runs.ts';
import { requestTraining } from './request-training.ts';

let world: ApiWorld;
let projectId: ProjectId;
beforeAll(async () => {
  world = await ApiWorld.open();
  projectId = await world.project();
});
afterAll(() => world.close());

const request = () => invoke(requestTraining, world.as(world.admin), { projectId });

async function submit() {
  const readingId = await world.reading(await world.image(projectId));
  await world.paint(readingId, 1, [6, 5, 4]);
  return { readingId, ...(await invoke(submitReading, world.as(world.admin), { readingId })) };
}

describe('requestTraining', () => {
  it('needs something to learn from', async () => {
    await expect(request()).rejects.toMatchObject({ code: 'conflict' });
  });

  it('names exactly what may be learned from, and what only measures', async () => {
    const submitted = [await submit(), await submit(), await submit()];
    const { runId } = await request();
    const [event] = await world.services.events.read({ after: 0n, limit: 1, types: ['TrainingRequested'] });
    if (event.type !== 'TrainingRequested') throw new Error('it was asked for by type');
    expect(event.payload).toMatchObject({ runId, projectId, warmStartFrom: null });
    expect(
      event.payload.readings.map(({ readingId, labelBlob, position, heldOut }) => [
        readingId,
        labelBlob,
        position,
        heldOut,
      ]),
    ).toEqual(
      submitted.map(({ readingId, labelBlob, upToPosition }, index) => [
        readingId,
        labelBlob,
        upToPosition,
        index === 2,
      ]),
    );
    expect(await invoke(listTrainingRuns, world.as(world.admin), { projectId })).toMatchObject([
      { runId, status: 'requested', trainedOn: 2, heldOut: 1 },
    ]);
  });

  it('runs once at a time, and can be cancelled once', async () => {
    await expect(request()).rejects.toMatchObject({ code: 'conflict' });
    const [{ runId }] = await invoke(listTrainingRuns, world.as(world.admin), { projectId });
    await invoke(cancelTraining, world.as(world.admin), { runId });
    await expect(invoke(cancelTraining, world.as(world.admin), { runId })).rejects.toMatchObject({ code: 'conflict' });
    const [run] = await invoke(listTrainingRuns, world.as(world.admin), { projectId });
    expect(run.status).toBe('cancelling');
  });

  it('is started by project admins only, though all may watch', async () => {
    const reviewer = await world.member(projectId, 'reviewer');
    await expect(invoke(requestTraining, world.as(reviewer), { projectId })).rejects.toMatchObject({
      code: 'not-permitted',
    });
    expect(await invoke(listTrainingRuns, world.as(reviewer), { projectId })).toHaveLength(1);
  });
});
