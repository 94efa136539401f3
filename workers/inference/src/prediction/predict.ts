import type { StoredImageRef } from '@scholia/api/stored-case';
import { type Digest, seededRandom, systemClock } from '@scholia/core';
import type { BlobStore } from '@scholia/db';
import type { ChildControl } from '@scholia/jobs';
import { type Click, type PredictedSlice, Stopwatch, type Tidying, tidy } from '@scholia/models';
import { ByteMapWriter, type Crop, type Dims, encodeLabelmap, Labelmap, pasteLabels } from '@scholia/volume';
import { countLabels } from './count-labels.ts';
import { blobs, warm } from './loaded.ts';
import { PackedChances } from './packed-chances.ts';
import type { ModelRef } from './warm.ts';

export interface PredictInput extends ModelRef {
  readonly image: StoredImageRef;
  /** Monte-Carlo dropout passes. */
  readonly passes: number;
  readonly seed: number;
  /** Share of a window that the next one covers again. (Default: 0.5) */
  readonly overlap?: number | undefined;
  /** Also look at every window mirrored, where the network learned to. (Default: false) */
  readonly withMirrors?: boolean | undefined;
  readonly tidying?: Tidying | undefined;
  /** Of people, for networks that take them. */
  readonly clicks?: readonly Click[] | undefined;
  /** What a network of one structure is asked for. */
  readonly label?: number | undefined;
  /** Only this box of the file is predicted, without maps; around it there is background. (Default: all) */
  readonly region?: Crop | undefined;
}

export interface PredictResult {
  /** Labelmap blob. */
  readonly blob: Digest;
  /** Voxels by label value. */
  readonly voxels: Readonly<Record<string, number>>;
  /** How unsure the model is of the image, 0..1; null without passes. */
  readonly score: number | null;
  /** Byte map of the entropy of each voxel; null without passes. */
  readonly uncertainty: Digest | null;
  /** Byte maps of each label's chance; null where they would be too much to keep. */
  readonly chances: Readonly<Record<string, Digest>> | null;
  readonly stagesMs: Readonly<Record<string, number>>;
}

/** Predicts an image of the blob store, and puts what it finds there: nothing large goes between processes. */
export async function predict(
  input: PredictInput,
  onProgress: (share: number) => void,
  { signal, turn }: ChildControl,
): Promise<PredictResult> {
  const stopwatch = new Stopwatch(systemClock);
  const predictor = await warm.model(input, stopwatch);
  const image = await warm.image(input.image, predictor, stopwatch);
  const { region, label } = input;
  const maps = region ? null : new Maps(image.fileDims, label === undefined ? predictor.labels : [label]);
  const { labels, uncertainty, stagesMs } = await predictor.predictOnGrid(image, {
    ...input,
    random: seededRandom(input.seed),
    onSlice: maps ? (slice) => maps.add(slice) : undefined,
    onProgress,
    signal,
    turn,
  });
  const labelmap = region ? pasteLabels(image.fileDims, region, labels) : Labelmap.fromDense(image.fileDims, labels);
  if (input.tidying) tidy(labelmap, input.tidying);
  const stored = await stopwatch.time('store', async () => ({
    blob: await blobs.put(encodeLabelmap(labelmap)),
    ...(await (maps?.store(blobs) ?? { uncertainty: null, chances: null })),
  }));
  return { ...stored, voxels: countLabels(labelmap), score: uncertainty, stagesMs: { ...stopwatch.ms, ...stagesMs } };
}

/** What a prediction knows of each voxel, packed as its slices come. */
class Maps {
  readonly #dims: Dims;
  readonly #chances: PackedChances;
  #entropy: ByteMapWriter | undefined;

  constructor(dims: Dims, labels: readonly number[]) {
    this.#dims = dims;
    this.#chances = new PackedChances(dims, labels);
  }

  async add({ chances, entropy }: PredictedSlice): Promise<void> {
    await this.#chances.add(chances);
    if (!entropy) return;
    this.#entropy ??= new ByteMapWriter(this.#dims);
    await this.#entropy.add(entropy);
  }

  async store(blobs: BlobStore): Promise<Pick<PredictResult, 'uncertainty' | 'chances'>> {
    const packed = await this.#chances.finish();
    const chances: Record<string, Digest> = {};
    for (const [label, bytes] of packed ?? []) chances[label] = await blobs.put(bytes);
    return {
      uncertainty: this.#entropy ? await blobs.put(await this.#entropy.finish()) : null,
      chances: packed && chances,
    };
  }
}
