import { systemClock, systemRandom, uuidV7 } from '@scholia/core';
import { createTestDatabase, type TestDatabase } from '@scholia/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { enqueue } from './enqueue.ts';
import { liveJobs } from './live-jobs.ts';
import { migrateJobs, runWorker, type Tasks } from './run-worker.ts';

let database: TestDatabase;
beforeEach(async () => {
  database = await createTestDatabase();
  await migrateJobs(database.appUrl);
});
afterEach(async () => database.drop());

const newId = () => uuidV7(systemClock(), systemRandom);

/** Runs until `count` jobs have ended, one at a time. */
async function work(tasks: Tasks, count: number): Promise<Record<string, unknown>[]> {
  const lines: Record<string, unknown>[] = [];
  let finish: () => void = () => undefined;
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const { appUrl: connectionString } = database;
  const log = (line: Record<string, unknown>) => {
    if (lines.push(line) === count) finish();
  };
  const runner = await runWorker({ connectionString, tasks, concurrency: 1, log });
  await finished;
  await runner.stop();
  return lines;
}

describe('enqueue', () => {
  it('exists if and only if its transaction does', async () => {
    const [kept, lost] = [newId(), newId()];
    await database.sql.begin((tx) => enqueue(tx, 'train', { runId: kept }));
    const failing = database.sql.begin(async (tx) => {
      await enqueue(tx, 'train', { runId: lost });
      throw new Error('rolled back');
    });
    await expect(failing).rejects.toThrow('rolled back');
    const keys = [kept, lost].map((id) => `train:${id}`);
    expect([...(await liveJobs(database.sql, keys))]).toEqual([`train:${kept}`]);
  });

  it('replaces a waiting job of the same key, and lets no person wait for a batch', async () => {
    const [runId, imageId, requestId] = [newId(), newId(), newId()];
    let answer: () => void = () => undefined;
    const answered = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const done: string[] = [];
    for (let n = 0; n < 3; n++) await enqueue(database.sql, 'train', { runId });
    const [modelId, first, second] = [newId(), newId(), newId()];
    for (const projectId of [first, second])
      await enqueue(database.sql, 'predict-image', { projectId, imageId, modelId });
    await enqueue(database.sql, 'segment', { requestId });
    const lines = await work(
      {
        segment: async (payload) => {
          done.push(`segment ${payload.requestId}`);
          answer();
        },
        // The first of them is there when the person comes, and ends after the answer.
        train: async (payload) => {
          await answered;
          done.push(`train ${payload.runId}`);
        },
        'predict-image': async (payload) => {
          await answered;
          done.push(`predict ${payload.projectId}`);
        },
      },
      3,
    );
    expect(done[0]).toBe(`segment ${requestId}`);
    expect(done.slice(1).sort()).toEqual([`predict ${second}`, `train ${runId}`].sort());
    for (const line of lines) expect(JSON.stringify(line)).not.toContain(requestId);
  });

  it('refuses a payload that no task would understand', async () => {
    await expect(enqueue(database.sql, 'train', { runId: 'x' })).rejects.toThrow();
  });
});

describe('runWorker', () => {
  it('tries a job again after a failure, says why, and tells a task of its last attempt', async () => {
    const runId = newId();
    await enqueue(database.sql, 'train', { runId });
    await database.sql`update graphile_worker._private_jobs set attempts = max_attempts - 1`;
    const seen: boolean[] = [];
    const task = async (_: unknown, __: AbortSignal, isLastAttempt: boolean) => {
      seen.push(isLastAttempt);
      throw new TypeError('no more');
    };
    const [line] = await work({ train: task }, 1);
    expect(line).toMatchObject({ message: 'job-failed', job: 'train', why: 'TypeError: no more' });
    expect(seen).toEqual([true]);
    expect((await liveJobs(database.sql, [`train:${runId}`])).size).toBe(0);
  });
});
