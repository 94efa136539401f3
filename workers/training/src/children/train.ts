import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Digest } from '@scholia/core';
import { seededRandom } from '@scholia/core';
import { environment, FilesystemBlobStore } from '@scholia/db';
import { serveChildTask } from '@scholia/jobs';
import {
  type CaseFacts,
  type ExecutionProvider,
  factsOf,
  onnxRuntime,
  type Plan,
  planOf,
  planTraining,
  type TrainingProgress,
  type TrainResult,
  train,
} from '@scholia/models';
import { lazyCase, type StoredCase } from '../patches/stored-case.ts';
import { threadedPatches } from '../patches/threaded-patches.ts';

/** Lost at most when a run is killed. */
const SAVE_EVERY_MS = 5000;

export interface TrainInput {
  readonly cases: readonly StoredCase[];
  readonly heldOut: readonly StoredCase[];
  readonly labels: readonly number[];
  /** Checkpoint blob of the model to start from. */
  readonly warmStart: Digest | undefined;
  readonly seconds: number;
  readonly seed: number;
  readonly provider: ExecutionProvider;
  /** File that holds how far the run has got, for whoever takes it up after this process was killed. */
  readonly resumeFile: string;
}

export interface TrainOutput extends Omit<TrainResult, 'checkpoint'> {
  /** Blob of the new checkpoint. */
  readonly weights: Digest;
  readonly plan: Plan;
}

function sayFallback(used: ExecutionProvider, why?: string): void {
  if (why) process.stderr.write(`${JSON.stringify({ message: 'provider-fallback', used, why })}\n`);
}

serveChildTask<TrainInput, TrainingProgress, TrainOutput>(async (input, onProgress) => {
  const blobs = new FilesystemBlobStore(environment().blobDir);
  const warm = input.warmStart && (await blobs.get(input.warmStart));
  const resume = readResume(input.resumeFile, input.labels);
  const start = resume ?? warm;
  const plan = (start && planOf(start, input.labels)) ?? (await planFor(input));
  let savedAt = Date.now();
  const patches = await threadedPatches({ cases: input.cases, plan, folder: `${input.resumeFile}.cases` });
  try {
    const { checkpoint, ...result } = await train({
      plan,
      patches,
      heldOut: input.heldOut.map(lazyCase),
      budget: { seconds: input.seconds },
      warmStart: warm,
      resume,
      openSession: onnxRuntime({ provider: input.provider, onProvider: sayFallback }),
      random: seededRandom(input.seed),
      onProgress,
      onCheckpoint: (bytes) => {
        if (Date.now() - savedAt < SAVE_EVERY_MS) return;
        savedAt = Date.now();
        replaceFile(input.resumeFile, bytes);
      },
    });
    return { ...result, weights: await blobs.put(checkpoint), plan };
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

/** From a few cases, which say enough about a data set. */
async function planFor({ cases, labels, seconds, seed }: TrainInput): Promise<Plan> {
  const facts: CaseFacts[] = [];
  for (const one of cases.slice(0, 10)) facts.push(factsOf(await lazyCase(one).load()));
  return planTraining({ cases: facts, labels, seconds, seed }).plan;
}
