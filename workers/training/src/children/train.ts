import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Digest, type Json, seededRandom, systemClock } from '@scholia/core';
import { environment, FilesystemBlobStore } from '@scholia/db';
import { serveChildTask } from '@scholia/jobs';
import {
  decodeCheckpoint,
  type ExecutionProvider,
  exportOnnx,
  type MethodName,
  measureSpeed,
  onnxRuntime,
  type Plan,
  planOf,
  planSchema,
  type TrainingProgress,
  type TrainResult,
  train,
} from '@scholia/models';
import { lazyCase, type StoredCase } from '../patches/stored-case.ts';
import { threadedPatches } from '../patches/threaded-patches.ts';
import { planRun, type RunPlan } from './plan-run.ts';

/** Lost at most when a run is killed. */
const SAVE_EVERY_MS = 5000;

export interface TrainInput {
  readonly cases: readonly StoredCase[];
  readonly heldOut: readonly StoredCase[];
  readonly labels: readonly number[];
  readonly method: MethodName;
  /** Parts of the plan that somebody wants otherwise. */
  readonly overrides: Readonly<Record<string, Json>>;
  /** The model to start from. */
  readonly warmStart:
    | { readonly checkpoint: Digest; readonly version: number; readonly reasons: RunPlan['reasons'] }
    | undefined;
  /** What was planned before this run was interrupted. */
  readonly plan: Json | null;
  readonly seconds: number;
  readonly seed: number;
  readonly provider: ExecutionProvider;
  /** File that holds how far the run has got, for whoever takes it up after this process was killed. */
  readonly resumeFile: string;
}

/** What a run tells while it goes on. `said`: a sentence of our own, nothing of the data. */
export type TrainMessage =
  | ({ readonly type: 'planned'; readonly provider: ExecutionProvider } & RunPlan)
  | ({ readonly type: 'progressed' } & TrainingProgress)
  | { readonly type: 'said'; readonly line: string };

export interface TrainOutput extends Omit<TrainResult, 'checkpoint'> {
  /** Blob of the new checkpoint. */
  readonly weights: Digest;
  /** Blob of the network as an ordinary .onnx file. */
  readonly onnx: Digest;
  readonly plan: Plan;
  /** The provider that was really used. */
  readonly provider: ExecutionProvider;
}

serveChildTask<TrainInput, TrainMessage, TrainOutput>(async (input, tell) => {
  const say = (line: string) => tell({ type: 'said', line });
  let { provider } = input;
  const openSession = onnxRuntime({
    provider,
    onProvider(used, why) {
      provider = used;
      if (why) say(`${input.provider} cannot be used: ${used} instead.`);
      if (why) process.stderr.write(`${JSON.stringify({ message: 'provider-fallback', used, why })}\n`);
    },
  });
  const blobs = new FilesystemBlobStore(environment().blobDir);
  const warmStart = input.warmStart && (await blobs.get(input.warmStart.checkpoint));
  const resume = readResume(input.resumeFile, input.labels);
  const known =
    (resume && planOf(resume, input.labels)) ?? (input.plan === null ? undefined : planSchema.parse(input.plan));
  let plan = known;
  if (!plan) {
    const planned = await planRun(input, warmStart, openSession, systemClock);
    plan = planned.plan;
    tell({ type: 'planned', provider, ...planned });
  } else {
    say(resume ? 'It goes on from its last saved step.' : 'It begins again, with its plan.');
    // Which provider is really there is known once something has run.
    await measureSpeed(openSession, systemClock);
  }
  let savedAt = Date.now();
  const patches = await threadedPatches({ cases: input.cases, plan, folder: `${input.resumeFile}.cases` });
  say(`Cases are prepared: ${input.cases.length}.`);
  try {
    const { checkpoint, ...result } = await train({
      plan,
      patches,
      heldOut: input.heldOut.map(lazyCase),
      budget: { seconds: input.seconds },
      warmStart,
      resume,
      openSession,
      precision: provider === 'cuda' ? 'mixed' : 'single',
      random: seededRandom(input.seed),
      onProgress: (progress) => tell({ type: 'progressed', ...progress }),
      onCheckpoint: (bytes) => {
        if (Date.now() - savedAt < SAVE_EVERY_MS) return;
        savedAt = Date.now();
        replaceFile(input.resumeFile, bytes);
      },
    });
    say('It is trained, and stored.');
    const { weights, average } = decodeCheckpoint(checkpoint);
    const onnx = exportOnnx({ plan, weights: average ?? weights });
    return { ...result, weights: await blobs.put(checkpoint), onnx: await blobs.put(onnx), plan, provider };
  } finally {
    await patches.close();
  }
});

/** What this run had learned when its process was killed. A file that cannot be used costs time, nothing else. */
function readResume(file: string, labels: readonly number[]): Uint8Array | undefined {
  try {
    const bytes = new Uint8Array(readFileSync(file));
    return planOf(bytes, labels) && bytes;
  } catch {
    return undefined;
  }
}

/** Never half a file, whenever we are killed. */
function replaceFile(file: string, bytes: Uint8Array): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, bytes);
  renameSync(`${file}.new`, file);
}
