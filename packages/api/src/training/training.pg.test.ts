import type { ProjectId, ReadingId, TrainingRunId } from '@scholia/core';
import { DEFAULT_RETRAINING, streams } from '@scholia/domain';
import { submittedReadings, trainingReadingsOf } from '@scholia/projections';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../ids.ts';
import { invoke } from '../invoke.ts';
import { reopenReading } from '../readings/reopen-reading.ts';
import { submitReading } from '../readings/submit-reading.ts';
import { ApiWorld } from '../testing/api-world.ts';
import { append } from '../testing/scenes.ts';
import { cancelTraining } from './cancel-training.ts';
import { getRetrainingPolicy } from './get-policy.ts';
import { listTrainingRuns } from './list-training-runs.ts';
import { requestTraining } from './request-training.ts';
import { setRetrainingPolicy } from './set-policy.ts';

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

  it('a reading keeps its side, however often it is corrected: no model learns from what measured another', async () => {
    const other = await world.project();
    const readings: ReadingId[] = [];
    for (let n = 0; n < 4; n++) {
      readings.push(await world.reading(await world.image(other)));
      await world.paint(readings[n], 1, [6, 5, 4]);
      await world.submit(readings[n]);
    }
    const sides = async () => {
      const submitted = trainingReadingsOf(await submittedReadings(world.services.sql, other));
      return new Map(submitted.map(({ readingId, heldOut }) => [readingId, heldOut]));
    };
    const before = await sides();
    expect([...before.values()]).toEqual([false, false, true, false]);
    for (const readingId of readings) {
      await invoke(reopenReading, world.as(world.admin), { readingId, reason: 'look again' });
      await world.paint(readingId, 2, [2, 2, 2]);
    }
    for (const readingId of readings.toReversed()) await world.submit(readingId);
    expect(await sides()).toEqual(before);
  });

  it('runs once at a time, and can be cancelled once', async () => {
    await expect(request()).rejects.toMatchObject({ code: 'conflict' });
    const [{ runId }] = await invoke(listTrainingRuns, world.as(world.admin), { projectId });
    await invoke(cancelTraining, world.as(world.admin), { runId });
    await expect(invoke(cancelTraining, world.as(world.admin), { runId })).rejects.toMatchObject({ code: 'conflict' });
    const [run] = await invoke(listTrainingRuns, world.as(world.admin), { projectId });
    expect(run.status).toBe('cancelling');
  });

  it('shows the plan, the curve without what was done twice, and why a run failed', async () => {
    const failing = await world.project();
    const ids = { runId: newId<TrainingRunId>(world.services), projectId: failing };
    const about = (type: string, payload: object) => append(world, streams.training(ids.runId), type, { ...payload });
    const overrides = { patch: [16, 16, 16] };
    await about('TrainingRequested', {
      ...ids,
      readings: [],
      warmStartFrom: null,
      method: 'deepedit',
      seconds: 60,
      overrides,
    });
    const reasons = [{ about: 'patch', text: 'a whole image' }];
    const device = { provider: 'cpu', threads: 2, gflops: 60, memoryMiB: 3000 };
    await about('TrainingPlanned', { ...ids, plan: overrides, reasons, device });
    const point = (step: number, loss: number, validationDice: number | null = null) => ({
      step,
      loss,
      validationDice,
    });
    const told = { ...ids, steps: 9, epoch: 0, etaMs: 1000, skipped: 2 };
    for (const one of [point(1, 0.9), point(2, 0.8, 0.5), point(3, 0.7), point(2, 0.6)])
      await about('TrainingProgressed', { ...told, ...one, scores: one.validationDice === null ? null : { 1: 0.5 } });
    const log = ['It began.', 'It stopped.'];
    const failure = { message: 'Too little memory.', code: 'runtime-unavailable', hint: 'Take less.', log };
    await about('TrainingFailed', { runId: ids.runId, ...failure });
    const [run] = await invoke(listTrainingRuns, world.as(world.admin), { projectId: failing });
    expect(run).toMatchObject({
      status: 'failed',
      method: 'deepedit',
      seconds: 60,
      overrides,
      reasons,
      device,
      ...failure,
    });
    expect(run).toMatchObject({ plan: overrides, step: 2, loss: 0.6, skipped: 2 });
    expect(run.curve).toEqual([
      { ...point(1, 0.9), scores: null },
      { ...point(2, 0.6), scores: null },
    ]);
    expect(Date.parse(run.endedAt ?? '')).toBeGreaterThanOrEqual(Date.parse(run.startedAt ?? ''));
  });

  it('is started by project admins only, though all may watch', async () => {
    const reviewer = await world.member(projectId, 'reviewer');
    await expect(invoke(requestTraining, world.as(reviewer), { projectId })).rejects.toMatchObject({
      code: 'not-permitted',
    });
    expect(await invoke(listTrainingRuns, world.as(reviewer), { projectId })).toHaveLength(1);
  });
});

describe('the retraining policy', () => {
  const policy = (projectId: ProjectId) => invoke(getRetrainingPolicy, world.as(world.admin), { projectId });
  const set = (projectId: ProjectId, change: Partial<typeof DEFAULT_RETRAINING>) =>
    invoke(setRetrainingPolicy, world.as(world.admin), {
      ...{ projectId, ...DEFAULT_RETRAINING, ...change },
      methods: [...(change.methods ?? DEFAULT_RETRAINING.methods)],
    });

  it('says why nothing is trained', async () => {
    const fresh = await world.project();
    expect(await policy(fresh)).toEqual({
      policy: DEFAULT_RETRAINING,
      next: { status: 'submissions', missing: 1 },
      hoursUsed: 0,
    });
    const readingId = await world.reading(await world.image(fresh));
    await world.paint(readingId, 1, [6, 5, 4]);
    await world.submit(readingId);
    expect((await policy(fresh)).next).toEqual({ status: 'due', method: 'automatic' });
    await set(fresh, { methods: ['deepedit', 'automatic'], afterSubmissions: 3 });
    expect((await policy(fresh)).next).toEqual({ status: 'submissions', missing: 2 });
    await set(fresh, { waitSeconds: 600 });
    const { next } = await policy(fresh);
    const until = 'until' in next ? Date.parse(next.until) : 0;
    expect(until - Date.now()).toBeGreaterThan(500_000);
    await set(fresh, { isPaused: true });
    expect((await policy(fresh)).next).toEqual({ status: 'paused' });
  });

  it('counts the hours of every run of this month, ended or not, and stops at its budget', async () => {
    const busy = await world.project();
    const readingId = await world.reading(await world.image(busy));
    await world.paint(readingId, 1, [6, 5, 4]);
    await world.submit(readingId);
    await set(busy, { budgetHours: 1 });
    const { runId } = await invoke(requestTraining, world.as(world.admin), { projectId: busy, method: 'deepedit' });
    const now = new Date();
    const month = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth()));
    // Two hours before the month began, and it is still going on.
    const began = new Date(month.getTime() - 7_200_000);
    const { ownerSql } = world.database;
    const hoursOf = (from: Date, to: Date) => (to.getTime() - from.getTime()) / 3_600_000;
    await ownerSql`update training_runs set started_at = ${began} where id = ${runId}`;
    expect((await policy(busy)).hoursUsed).toBeCloseTo(hoursOf(month, now), 1);
    const ended = new Date(month.getTime() + 1);
    await ownerSql`update training_runs set ended_at = ${ended}, status = 'failed' where id = ${runId}`;
    expect((await policy(busy)).hoursUsed).toBeCloseTo(0, 5);
    await ownerSql`update training_runs set ended_at = ${began} where id = ${runId}`;
    expect(await policy(busy)).toMatchObject({ hoursUsed: 0, next: { status: 'due', method: 'automatic' } });
    await set(busy, { budgetHours: 0 });
    expect((await policy(busy)).next).toMatchObject({ status: 'budget' });
  });

  it('takes each method once, and is set by project admins', async () => {
    await expect(set(projectId, { methods: ['automatic', 'automatic'] })).rejects.toMatchObject({
      code: 'bad-request',
    });
    const reviewer = await world.member(projectId, 'reviewer');
    const input = { projectId, ...DEFAULT_RETRAINING, methods: [...DEFAULT_RETRAINING.methods] };
    await expect(invoke(setRetrainingPolicy, world.as(reviewer), input)).rejects.toMatchObject({
      code: 'not-permitted',
    });
  });
});
