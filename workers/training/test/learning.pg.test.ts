import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { importImage, invoke } from '@scholia/api';
import { AFFINE, ApiWorld } from '@scholia/api/testing';
import { PROMPT_BACKGROUND } from '@scholia/collab';
import { type ImageId, must, type ProjectId, type ReadingId, seededRandom } from '@scholia/core';
import { type StoredEvent, streams } from '@scholia/domain';
import { writeNifti } from '@scholia/formats';
import { enqueue, liveJobs } from '@scholia/jobs';
import { decodeCheckpoint, onnxRuntime } from '@scholia/models';
import { listImages, queueOf } from '@scholia/projections';
import { decodeByteMap, decodeLabelmap } from '@scholia/volume';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const workers = resolve(fileURLToPath(new URL('../..', import.meta.url)));
const DIMS = [24, 24, 16] as const;
const CENTRE = [11, 12, 8] as const;

let world: ApiWorld;
const running: ChildProcess[] = [];

beforeEach(async () => {
  world = await ApiWorld.open();
});
afterEach(async () => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
  await world.close();
});

/** The real worker as its own process. */
function start(worker: 'inference' | 'training', seconds = 2): ChildProcess {
  const child = spawn(
    process.execPath,
    ['--import', '@scholia/tooling/typescript', join(workers, worker, 'src/main.ts')],
    {
      env: {
        ...process.env,
        DATABASE_URL: world.database.appUrl,
        SCHOLIA_DATA_DIR: world.folder,
        SCHOLIA_TRAINING_SECONDS: String(seconds),
      },
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  running.push(child);
  return child;
}

async function eventsOf<T extends StoredEvent['type']>(type: T): Promise<StoredEvent<T>[]> {
  const events = await world.services.events.read({ after: 0n, limit: 10_000, types: [type] });
  return events as StoredEvent<T>[];
}

async function until(what: string, condition: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await condition()); tries++) {
    const crashed = running.find((child) => child.exitCode !== null);
    if (crashed) throw new Error(`a worker ended with code ${crashed.exitCode} while waiting for: ${what}`);
    if (tries > 500) throw new Error(`never: ${what}`);
    await sleep(100);
  }
}

/** A bright ball in noise. */
async function ball(projectId: ProjectId, seed: number): Promise<ImageId> {
  const random = seededRandom(seed);
  const data = new Int16Array(DIMS[0] * DIMS[1] * DIMS[2]);
  for (let at = 0; at < data.length; at++) {
    const i = at % DIMS[0];
    const j = Math.floor(at / DIMS[0]) % DIMS[1];
    const k = Math.floor(at / (DIMS[0] * DIMS[1]));
    const distance = Math.hypot((i - CENTRE[0]) * 1.5, (j - CENTRE[1]) * 2, (k - CENTRE[2]) * 3);
    data[at] = (distance < 9 ? 200 : 60) + Math.round(10 * random.gaussian());
  }
  const bytes = writeNifti({ dims: DIMS, affine: AFFINE, data });
  const file = { name: undefined, read: async () => ({ bytes, name: `ball-${seed}.nii` }) };
  return (await invoke(importImage, world.as(world.admin), { projectId, file })).imageId;
}

async function stroke(
  readingId: ReadingId,
  layer: 'labels' | 'prompts',
  value: number,
  at: readonly number[],
  radiusUm: number,
) {
  await world.commitOperation(readingId, world.admin, {
    type: 'Stroke',
    lamport: ++lamport,
    seen: 0n,
    layer,
    value,
    shape: { shape: 'sphere', axis: 2, radiusUm, points: Int32Array.from(at, (voxel) => 8 * voxel) },
    policy: { mode: 'all' },
    locked: [],
  });
}
let lamport = 0;

function checkpointsIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.checkpoint')) : [];
}

const blobsIn = (folder: string): number =>
  readdirSync(join(folder, 'blobs'), { recursive: true }).filter((name) => !String(name).endsWith('.tmp')).length;

/** The process that trains for a worker. */
function childOf({ pid }: ChildProcess): number | undefined {
  const { stdout } = spawnSync('ps', ['-o', 'pid=,args=', '--ppid', String(pid)], { encoding: 'utf8' });
  const line = stdout.split('\n').find((one) => one.includes('children/train.ts'));
  return line === undefined ? undefined : Number.parseInt(line, 10);
}

async function submit(imageId: ImageId): Promise<void> {
  const readingId = await world.reading(imageId);
  await stroke(readingId, 'labels', 1, CENTRE, 9000);
  await world.submit(readingId);
}

describe('scribbles', () => {
  it('become a proposal of that label, once, however often the job is delivered', async () => {
    const projectId = await world.project();
    const imageId = await ball(projectId, 1);
    const readingId = await world.reading(imageId);
    await stroke(readingId, 'prompts', 1, CENTRE, 4000);
    await stroke(readingId, 'prompts', PROMPT_BACKGROUND, [2, 2, 2], 3000);
    await stroke(readingId, 'prompts', PROMPT_BACKGROUND, [21, 21, 13], 3000);
    const requestId = await world.requestSegmentation(readingId, 1);
    start('inference');
    await until('a proposal', async () => (await eventsOf('ProposalOffered')).length > 0);
    const [{ payload }] = await eventsOf('ProposalOffered');
    expect(payload).toMatchObject({ readingId, requestId, source: { type: 'method', method: 'graph-cut' } });
    const labels = decodeLabelmap(await world.services.blobs.get(payload.blob));
    expect(labels.get(...CENTRE)).toBe(1);
    expect(labels.get(2, 2, 2)).toBe(0);
    await enqueue(world.services.sql, 'segment', { requestId });
    const second = await world.requestSegmentation(readingId, 2);
    await until('the next answer', async () => (await eventsOf('SegmentationFailed')).length > 0);
    const [failed] = await eventsOf('SegmentationFailed');
    expect(failed.payload.requestId).toBe(second);
    expect(failed.payload.message).toMatch(/scribble/i);
    expect(await eventsOf('ProposalOffered')).toHaveLength(1);
  });
});

describe('the learning loop', () => {
  it('trains on a submission, predicts and scores what is left, and ranks the queue', async () => {
    const projectId = await world.project();
    const [first, ...rest] = await Promise.all([1, 2, 3].map((seed) => ball(projectId, seed)));
    start('training');
    start('inference');
    await submit(first);
    await until('the queue is ranked', async () => (await eventsOf('QueueRanked')).length > 0);
    const [model] = await eventsOf('ModelPublished');
    expect(model.payload).toMatchObject({ version: 1, score: null, heldOut: [] });
    expect(model.payload.trainedOn).toHaveLength(1);
    expect((await eventsOf('TrainingProgressed')).length).toBeGreaterThan(0);
    // It is the first of its method, and so used; and it says what it is.
    const [promoted] = await eventsOf('ModelPromoted');
    const { modelId } = model.payload;
    expect(promoted.payload).toEqual({ projectId, modelId, method: 'automatic', replaces: null, reason: 'first' });
    const [planned] = await eventsOf('TrainingPlanned');
    expect(model.payload).toMatchObject({ plan: planned.payload.plan, reasons: planned.payload.reasons });
    expect(planned.payload.device.gflops).toBeGreaterThan(0);
    const [submitted] = await eventsOf('ReadingSubmitted');
    expect(model.payload).toMatchObject({ upToPosition: submitted.payload.upToPosition, validation: [] });
    const onnx = await world.services.blobs.get(must(model.payload.onnx, 'stored'));
    const session = await onnxRuntime({ threads: 1 })(onnx);
    await session.dispose();
    const images = await listImages(world.services.sql, projectId);
    for (const image of images.filter(({ id }) => rest.includes(id))) {
      expect(image.score?.modelId).toBe(model.payload.modelId);
      expect(image.proposalId).not.toBeNull();
    }
    // What it knows of each voxel is kept: how unsure it is, and the chance of each label.
    const [{ payload: predicted }] = await eventsOf('ProposalOffered');
    for (const digest of [predicted.uncertainty, ...Object.values(predicted.chances ?? {})]) {
      const { voxels } = await decodeByteMap(await world.services.blobs.get(must(digest, 'kept')), { dims: DIMS });
      expect(new Set(voxels).size).toBeGreaterThan(2);
    }
    expect(Object.keys(predicted.chances ?? {})).toEqual(['1', '2']);
    const order = (await queueOf(world.services.sql, projectId)).map((entry) => entry.score?.uncertainty ?? 0);
    expect(order).toEqual([...order].sort((a, b) => b - a));
    expect(order).toHaveLength(2);
    // One that comes later is predicted too, and takes its place.
    const late = await ball(projectId, 9);
    await until('the late one is ranked', async () => (await eventsOf('QueueRanked')).length > 1);
    const ranked = (await eventsOf('QueueRanked')).at(-1)?.payload.order.map(({ imageId }) => imageId);
    expect(ranked).toContain(late);
    expect(ranked).toHaveLength(3);
  });

  it('publishes one model of one run, whenever its child or its worker is killed', async () => {
    const projectId = await world.project();
    // The third is held out.
    for (const seed of [1, 2, 3]) await submit(await ball(projectId, seed));
    const random = seededRandom(7);
    const aMoment = () => sleep(300 * random.next());
    const saved = join(world.folder, 'training');
    const kill = (worker: ChildProcess) => {
      running.splice(running.indexOf(worker), 1);
      worker.kill('SIGKILL');
    };
    // The child alone, while it prepares: the worker starts another.
    const first = start('training', 60);
    await until('a child', async () => childOf(first) !== undefined);
    await aMoment();
    process.kill(must(childOf(first), 'it prepares for longer than a moment'), 'SIGKILL');
    // The worker, once something is saved.
    await until('something saved', async () => checkpointsIn(saved).length > 0);
    await aMoment();
    kill(first);
    const [file] = checkpointsIn(saved);
    const { run } = decodeCheckpoint(new Uint8Array(readFileSync(join(saved, file))));
    const before = (await eventsOf('TrainingProgressed')).length;
    // Between two steps that are saved.
    const second = start('training', 2);
    await until('it goes on', async () => (await eventsOf('TrainingProgressed')).length > before);
    kill(second);
    const [next] = (await eventsOf('TrainingProgressed')).slice(before);
    expect(next.payload.step).toBeGreaterThan(run.attempts);
    // While it publishes: what was learned is stored, and perhaps told.
    const stored = blobsIn(world.folder);
    const third = start('training', 2);
    await until('weights are stored', async () => blobsIn(world.folder) > stored);
    kill(third);
    const last = start('training', 2);
    await until('a model', async () => (await eventsOf('ModelPublished')).length > 0);
    // The same job once more finds the run ended.
    const [{ payload }, ...others] = await eventsOf('TrainingRequested');
    expect(others).toEqual([]);
    await enqueue(world.services.sql, 'train', { runId: payload.runId });
    await until('the job is done', async () => !(await liveJobs(world.services.sql, [`train:${payload.runId}`])).size);
    const models = await eventsOf('ModelPublished');
    expect(models).toHaveLength(1);
    expect(await eventsOf('ModelPromoted')).toHaveLength(1);
    expect(await eventsOf('TrainingPlanned')).toHaveLength(1);
    expect(checkpointsIn(saved)).toEqual([]);
    // It is whole: what was learned before each interruption is in its curve, and what it was measured on in its validation.
    const [{ payload: model }] = models;
    const steps = model.curve.map(({ step }) => step);
    expect(steps).toEqual([...new Set(steps)].sort((a, b) => a - b));
    expect(steps[0]).toBeLessThanOrEqual(run.attempts);
    const heldOut = payload.readings.filter((reading) => reading.heldOut);
    expect(model.validation?.map(({ readingId }) => readingId)).toEqual(heldOut.map(({ readingId }) => readingId));
    expect(model.validation?.[0].score).toBeCloseTo(must(model.score, 'it was measured'), 10);
    decodeCheckpoint(await world.services.blobs.get(model.weights));
    const started = (await eventsOf('WorkerStarted')).map(({ payload: { worker } }) => worker);
    expect(started).toHaveLength(4);
    // Whoever was killed is declared dead by the next; the last still lives.
    expect((await eventsOf('WorkerStopped')).map(({ payload: { worker } }) => worker)).toEqual(started.slice(0, 3));
    expect(last.exitCode).toBeNull();
  }, 120_000);

  it('stops a run when somebody asks for it', async () => {
    const projectId = await world.project();
    const imageId = await ball(projectId, 1);
    start('training', 60);
    await submit(imageId);
    await until('progress', async () => (await eventsOf('TrainingProgressed')).length > 0);
    const [{ payload }] = await eventsOf('TrainingRequested');
    const { runId } = payload;
    await world.services.events.transact(async (tx) =>
      tx.append({
        streamId: streams.training(runId),
        events: [
          { type: 'TrainingCancelRequested', payload: { runId }, actor: { type: 'system', name: 'test' }, projectId },
        ],
      }),
    );
    await until('cancelled', async () => (await eventsOf('TrainingCancelled')).length > 0);
    expect(await eventsOf('ModelPublished')).toHaveLength(0);
  });
});
