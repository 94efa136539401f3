import { seededRandom } from '@scholia/core';
import { affine } from '@scholia/geometry';
import { serveChildTask } from '@scholia/jobs';
import { decodeCheckpoint, type ExecutionProvider, onnxRuntime, Predictor } from '@scholia/models';
import { encodeByteMap } from '@scholia/volume';

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

/**
 * Most bytes of chances that are kept with a proposal. Five labels of a CT of 512 x 512 x 300 take 2 to 10 MB: their voxels are
 * nearly all certain. A network that is sure of nothing needs more, and has nothing to say.
 */
const MOST_BYTES = 64 * 1024 * 1024;

function sayFallback(used: ExecutionProvider, why?: string): void {
  if (why) process.stderr.write(`${JSON.stringify({ message: 'provider-fallback', used, why })}\n`);
}

serveChildTask<PredictInput, number, PredictResult>(async (input, onProgress) => {
  const openSession = onnxRuntime({ provider: input.provider, onProvider: sayFallback });
  const predictor = await Predictor.open(decodeCheckpoint(input.checkpoint), openSession);
  const { dims } = input;
  const chances = new Map<number, Uint8Array>();
  let bytes = 0;
  // Packed one by one: what is unpacked is never more than one label.
  const onChances = async (label: number, voxels: Uint8Array) => {
    if (bytes > MOST_BYTES) return;
    const packed = await encodeByteMap(dims, voxels);
    bytes += packed.length;
    chances.set(label, packed);
  };
  const { labels, uncertainty, entropy } = await predictor.predict(
    { data: input.image, dims, affine: affine('ijk', 'ras', input.affine) },
    {
      passes: input.passes,
      random: seededRandom(input.seed),
      withEntropy: true,
      onChances,
      onProgress,
    },
  );
  return {
    labels,
    uncertainty,
    entropy: entropy && (await encodeByteMap(dims, entropy)),
    chances: bytes <= MOST_BYTES ? chances : null,
  };
});
