import { seededRandom } from '@scholia/core';
import { affine } from '@scholia/geometry';
import { serveChildTask } from '@scholia/jobs';
import { decodeCheckpoint, type ExecutionProvider, onnxRuntime, Predictor } from '@scholia/models';
import { ByteMapWriter } from '@scholia/volume';
import { PackedChances } from '../packed-chances.ts';

export interface PredictInput {
  readonly checkpoint: Uint8Array;
  readonly image: Float32Array;
  readonly dims: readonly [number, number, number];
  readonly affine: readonly number[];
  readonly passes: number;
  readonly seed: number;
  readonly provider: ExecutionProvider;
}

export interface PredictResult {
  readonly labels: Uint8Array;
  readonly uncertainty: number | null;
  /** The entropy of each voxel, as a byte map; null without passes. */
  readonly entropy: Uint8Array | null;
  /** The chance of each label in each voxel, as byte maps; null where they would be too much to keep. */
  readonly chances: ReadonlyMap<number, Uint8Array> | null;
}

function sayFallback(used: ExecutionProvider, why?: string): void {
  if (why) process.stderr.write(`${JSON.stringify({ message: 'provider-fallback', used, why })}\n`);
}

serveChildTask<PredictInput, number, PredictResult>(async (input, onProgress) => {
  const openSession = onnxRuntime({ provider: input.provider, onProvider: sayFallback });
  const checkpoint = decodeCheckpoint(input.checkpoint);
  const predictor = await Predictor.open(checkpoint, openSession);
  const { dims } = input;
  const chances = new PackedChances(dims, checkpoint.plan.labels);
  const entropy = input.passes > 0 ? new ByteMapWriter(dims) : null;
  const { labels, uncertainty } = await predictor.predict(
    { data: input.image, dims, affine: affine('ijk', 'ras', input.affine) },
    {
      passes: input.passes,
      random: seededRandom(input.seed),
      async onSlice(slice) {
        await chances.add(slice.chances);
        if (slice.entropy) await entropy?.add(slice.entropy);
      },
      onProgress,
    },
  );
  return { labels, uncertainty, entropy: entropy && (await entropy.finish()), chances: await chances.finish() };
});
