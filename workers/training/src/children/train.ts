import { readStoredImage, readStoredLabels, type StoredImageRef } from '@scholia/api/stored-case';
import type { Digest } from '@scholia/core';
import { seededRandom } from '@scholia/core';
import { environment, FilesystemBlobStore } from '@scholia/db';
import { serveChildTask } from '@scholia/jobs';
import {
  type CaseShape,
  canonicalShape,
  type ExecutionProvider,
  type LazyCase,
  onnxRuntime,
  planOf,
  planTraining,
  type TrainingProgress,
  type TrainResult,
  train,
} from '@scholia/models';

export interface StoredCase {
  readonly image: StoredImageRef;
  readonly labels: Digest;
}

export interface TrainInput {
  readonly cases: readonly StoredCase[];
  readonly heldOut: readonly StoredCase[];
  readonly labels: readonly number[];
  /** Checkpoint blob of the model to start from. */
  readonly warmStart: Digest | undefined;
  readonly seconds: number;
  readonly seed: number;
  readonly provider: ExecutionProvider;
}

export interface TrainOutput extends Omit<TrainResult, 'checkpoint'> {
  /** Blob of the new checkpoint. */
  readonly weights: Digest;
  readonly plan: ReturnType<typeof planTraining>;
}

serveChildTask<TrainInput, TrainingProgress, TrainOutput>(async (input, onProgress) => {
  const blobs = new FilesystemBlobStore(environment().blobDir);
  const lazy = ({ image, labels }: StoredCase): LazyCase => ({
    async load() {
      const { data, dims, affine } = await readStoredImage(blobs, image);
      return { data, dims, affine, labels: await readStoredLabels(blobs, labels) };
    },
  });
  const cases = input.cases.map(lazy);
  const warm = input.warmStart && (await blobs.get(input.warmStart));
  const plan = (warm && planOf(warm, input.labels)) ?? planTraining(await shapesOf(cases), input.labels, input.seed);
  const { checkpoint, ...result } = await train({
    plan,
    cases,
    heldOut: input.heldOut.map(lazy),
    budget: { seconds: input.seconds },
    warmStart: warm,
    openSession: onnxRuntime({ provider: input.provider }),
    random: seededRandom(input.seed),
    onProgress,
  });
  return { ...result, weights: await blobs.put(checkpoint), plan };
});

/** A few cases say enough about a data set. */
async function shapesOf(cases: readonly LazyCase[]): Promise<CaseShape[]> {
  const shapes: CaseShape[] = [];
  for (const one of cases.slice(0, 10)) {
    const { dims, affine } = await one.load();
    shapes.push(canonicalShape(dims, affine));
  }
  return shapes;
}
